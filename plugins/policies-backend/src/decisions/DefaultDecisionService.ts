import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  BatchItem,
  DecisionRecord,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  Page,
  SearchRequest,
  SearchResponse,
} from '@internal/plugin-policies-common';
import {
  callerOf,
  DecisionLog,
  EngineDecision,
  isRefusal,
  OverloadedError,
  overloadOf,
  redact,
  ServingSet,
} from '@internal/plugin-policies-node';
import { Turn } from '../engines/Turn';
import { ListQuery } from '../http/listQuery';
import { LiveSets } from '../registry/LiveSets';
import { CallerPauses } from './CallerPauses';
import { DecisionCache, decisionKey } from './DecisionCache';
import {
  DecideOptions,
  DecisionService,
  ReadDecisionsOptions,
} from './DecisionService';
import { EngineCalls } from './EngineCalls';
import { LoopDelay } from './LoopDelay';
import {
  contextOf,
  engineMessage,
  toFailedItem,
  toResponse,
} from './responses';
import { searchInTurn } from './searchInTurn';

/** Items asked at once while a batch may still stop early. */
const CHUNK = 16;
/** Decision that ends a batch. */
const STOP_AT: Record<EvaluationsSemantic, boolean | undefined> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};

/** {@link DecisionService} over the live sets of this replica. */
export class DefaultDecisionService implements DecisionService {
  private readonly calls: EngineCalls;
  private readonly delay = new LoopDelay();
  private readonly pauses = new CallerPauses(this.delay);

  constructor(
    private readonly options: {
      liveSets: LiveSets;
      cache: DecisionCache;
      decisionLog: DecisionLog;
      auth: AuthService;
      /** Called with what was decided, cached decisions among them. */
      onDecided(
        set: string,
        requests: EvaluationRequest[],
        decisions: EngineDecision[],
        caller: string,
      ): void;
    } & ConstructorParameters<typeof EngineCalls>[0],
  ) {
    this.calls = new EngineCalls(options);
  }

  stop(): void {
    this.delay.stop();
  }

  async evaluate(
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse> {
    const set = this.route(request.resource.type, options.set);
    const caller = callerOf(this.options.auth, options.credentials);
    const turn = new Turn(caller, 'single');
    let decision: EngineDecision;
    try {
      [decision] = await this.decide(set, [request], turn, options);
    } catch (error) {
      throw this.notePause(error as Error, turn);
    }
    if (decision.outcome === 'error') {
      throw decision.fault === 'request'
        ? new InputError(`policy set '${set.name}': ${decision.message}`)
        : new ServiceUnavailableError(engineMessage(set, decision.message));
    }
    return toResponse(set, decision);
  }

  checkCaller(
    lane: 'single' | 'batch',
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<void> | undefined {
    return this.pauses.check(callerOf(this.options.auth, credentials), lane);
  }

  async evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ): Promise<EvaluationResponse[]> {
    const caller = callerOf(this.options.auth, options.credentials);
    const turn = new Turn(caller, 'batch');
    try {
      return await this.evaluateUntil(STOP_AT[semantic], items, options, turn);
    } catch (error) {
      throw this.notePause(error as Error, turn);
    }
  }

  async search(
    request: SearchRequest,
    options: DecideOptions,
  ): Promise<SearchResponse> {
    const set = this.route(request.resource.type, options.set);
    try {
      const { results, nextToken = '' } = await searchInTurn(
        set.compiled,
        request,
        {
          gate: this.options.gateOf(set.engine),
          turn: new Turn(
            callerOf(this.options.auth, options.credentials),
            'batch',
          ),
        },
      );
      return {
        page: { next_token: nextToken, count: results.length },
        results,
        context: contextOf(set),
      };
    } catch (error) {
      const { name, message } = error as Error;
      if (overloadOf(error).overloaded) {
        throw new OverloadedError(engineMessage(set, message), 1);
      }
      throw name === 'InputError' ||
        name === 'NotImplementedError' ||
        isRefusal(error)
        ? error
        : new ServiceUnavailableError(engineMessage(set, message));
    }
  }

  async listDecisions(
    { set, ...query }: ListQuery,
    { sets }: ReadDecisionsOptions,
  ): Promise<Page<DecisionRecord>> {
    const { decisionLog } = this.options;
    const wanted =
      set === undefined
        ? sets
        : [set].filter(name => sets?.includes(name) ?? true);
    return decisionLog.list({ ...query, sets: wanted });
  }

  private notePause(error: Error, { caller, lane }: Turn): Error {
    if (isRefusal(error)) {
      this.pauses.begin(caller, lane, error);
    }
    return error;
  }

  /** @param stopAt - decision after which the rest is not asked */
  private async evaluateUntil(
    stopAt: boolean | undefined,
    items: BatchItem[],
    options: DecideOptions,
    turn: Turn,
  ): Promise<EvaluationResponse[]> {
    if (stopAt === undefined) {
      return this.evaluateItems(items, options, turn);
    }
    const answers: EvaluationResponse[] = [];
    for (let start = 0; start < items.length; start += CHUNK) {
      const chunk = await this.evaluateItems(
        items.slice(start, start + CHUNK),
        options,
        turn,
      );
      const stop = chunk.findIndex(({ decision }) => decision === stopAt);
      answers.push(...(stop < 0 ? chunk : chunk.slice(0, stop + 1)));
      if (stop >= 0) {
        break;
      }
    }
    return answers;
  }

  /** One call of the engine per set; every item gets an answer. */
  private async evaluateItems(
    items: BatchItem[],
    options: DecideOptions,
    turn: Turn,
  ): Promise<EvaluationResponse[]> {
    const answers = new Array<EvaluationResponse>(items.length);
    const bySet = new Map<string, { set: ServingSet; positions: number[] }>();
    items.forEach((item, position) => {
      if ('error' in item) {
        answers[position] = { decision: false, context: { error: item.error } };
        return;
      }
      try {
        const set = this.route(item.request.resource.type, options.set);
        const group = bySet.get(set.name) ?? { set, positions: [] };
        group.positions.push(position);
        bySet.set(set.name, group);
      } catch (error) {
        answers[position] = toFailedItem(error as Error);
      }
    });
    await Promise.all(
      [...bySet.values()].map(async ({ set, positions }) => {
        const decisions = await this.decide(
          set,
          positions.map(
            position =>
              (items[position] as { request: EvaluationRequest }).request,
          ),
          turn,
          options,
        );
        decisions.forEach((decision, index) => {
          answers[positions[index]] = toResponse(set, decision);
        });
      }),
    );
    return answers;
  }

  private route(resourceType: string, set: string | undefined): ServingSet {
    const { liveSets } = this.options;
    return set === undefined
      ? liveSets.servingType(resourceType)
      : liveSets.serving(set);
  }

  private async decide(
    set: ServingSet,
    requests: EvaluationRequest[],
    turn: Turn,
    { trial }: DecideOptions,
  ): Promise<EngineDecision[]> {
    const { cache } = this.options;
    const keys = requests.map(request => decisionKey(set, request));
    const cacheable = set.compiled.cacheable !== false;
    const decisions = keys.map(key => (cacheable ? cache.get(key) : undefined));
    const missing = [...decisions.keys()].filter(i => !decisions[i]);
    if (missing.length) {
      const asked = missing.map(i => requests[i]);
      const fresh = await this.calls.ask(set, asked, turn);
      fresh.forEach((decision, index) => {
        decisions[missing[index]] = decision;
        if (cacheable) {
          cache.set(keys[missing[index]], decision);
        }
      });
    }
    const settled = decisions as EngineDecision[];
    if (!trial) {
      this.log(set, requests, settled, turn.caller);
    }
    return settled;
  }

  private log(
    set: ServingSet,
    requests: EvaluationRequest[],
    decisions: EngineDecision[],
    caller: string,
  ): void {
    const { decisionLog, liveSets } = this.options;
    this.options.onDecided(set.name, requests, decisions, caller);
    const time = new Date().toISOString();
    const paths = liveSets.find(set.name)?.manifest.spec.redact ?? [];
    decisions.forEach((decision, index) => {
      if (decision.outcome !== 'error') {
        decisionLog.record({
          time,
          caller,
          set: set.name,
          revision: set.revision,
          engine: set.engine,
          request: redact(requests[index], paths),
          decision: decision.outcome === 'allow',
          policies: decision.policies,
          durationUs: decision.durationUs,
        });
      }
    });
  }
}
