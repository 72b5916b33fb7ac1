import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  BatchItem,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  SearchRequest,
  SearchResponse,
} from '@internal/plugin-policies-common';
import {
  DecideOptions,
  DecisionCaller,
  DecisionService,
  EngineDecision,
  isRefusal,
  Lane,
  OverloadedError,
  overloadOf,
  ServingSet,
} from '@internal/plugin-policies-node';
import { EngineGate } from '../engines/EngineGate';
import { Turn } from '../engines/Turn';
import { LiveSets } from '../registry/LiveSets';
import { CallerPauses } from './CallerPauses';
import { DecisionCache, decisionKey } from './DecisionCache';
import { DecisionRecorder } from './DecisionRecorder';
import { EngineAsker } from './EngineAsker';
import { LoopDelay } from './LoopDelay';
import { RevisionDrafts } from './RevisionDrafts';
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

/** What is the same for all items of a batch. */
interface BatchCall {
  options: DecideOptions;
  turn: Turn;
  /** By default each item is routed. */
  set?: ServingSet;
}

/** {@link DecisionService} over the live sets of this replica. */
export class DefaultDecisionService implements DecisionService {
  private readonly delay = new LoopDelay();
  private readonly pauses = new CallerPauses(this.delay);

  constructor(
    private readonly options: {
      liveSets: LiveSets;
      cache: DecisionCache;
      recorder: DecisionRecorder;
      drafts: RevisionDrafts;
      engines: EngineAsker;
      /** What requests for an engine pass. */
      gateOf(engine: string): EngineGate;
    },
  ) {}

  stop(): void {
    this.delay.stop();
  }

  async evaluate(
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse> {
    if (options.revision !== undefined) {
      return this.withRevision(options, set =>
        this.evaluateBy(set, request, options),
      );
    }
    const set = this.route(request.resource.type, options.set);
    return this.evaluateBy(set, request, options);
  }

  private async evaluateBy(
    set: ServingSet,
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse> {
    const turn = turnOf(options, 'single');
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
    { share }: DecisionCaller,
  ): Promise<void> | undefined {
    return this.pauses.check(share, lane);
  }

  async evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ): Promise<EvaluationResponse[]> {
    const turn = turnOf(options, 'batch');
    const evaluate = (set?: ServingSet) =>
      this.evaluateUntil(STOP_AT[semantic], items, { options, turn, set });
    try {
      return await (options.revision === undefined
        ? evaluate()
        : this.withRevision(options, evaluate));
    } catch (error) {
      throw this.notePause(error as Error, turn);
    }
  }

  async search(
    request: SearchRequest,
    options: DecideOptions,
  ): Promise<SearchResponse> {
    return options.revision === undefined
      ? this.searchIn(
          this.route(request.resource.type, options.set),
          request,
          options,
        )
      : this.withRevision(options, set => this.searchIn(set, request, options));
  }

  private async searchIn(
    set: ServingSet,
    request: SearchRequest,
    options: DecideOptions,
  ): Promise<SearchResponse> {
    try {
      const { results, nextToken = '' } = await searchInTurn(
        set.compiled,
        request,
        {
          gate: this.options.gateOf(set.engine),
          turn: turnOf(options, 'batch'),
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

  /** @throws ConflictError in production when another revision is active, InputError when no set is named */
  private async withRevision<T>(
    { set: name, revision = '', purpose }: DecideOptions,
    use: (set: ServingSet) => Promise<T>,
  ): Promise<T> {
    if (name === undefined) {
      throw new InputError(
        `revision '${revision}' is of no set; name the policy set, too`,
      );
    }
    const { liveSets, drafts } = this.options;
    const active = liveSets.find(name)?.activeRevision;
    if (active === revision) {
      return use(liveSets.serving(name));
    }
    if (purpose === 'production') {
      throw new ConflictError(
        `policy set '${name}' is decided by revision '${active}', not by '${revision}'; ask without a revision, or for the active one`,
      );
    }
    return drafts.serve(name, revision, use);
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
    call: BatchCall,
  ): Promise<EvaluationResponse[]> {
    if (stopAt === undefined) {
      return this.evaluateItems(items, call);
    }
    const answers: EvaluationResponse[] = [];
    for (let start = 0; start < items.length; start += CHUNK) {
      const chunk = await this.evaluateItems(
        items.slice(start, start + CHUNK),
        call,
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
    { options, turn, set: by }: BatchCall,
  ): Promise<EvaluationResponse[]> {
    const answers = new Array<EvaluationResponse>(items.length);
    const bySet = new Map<string, { set: ServingSet; positions: number[] }>();
    items.forEach((item, position) => {
      if ('error' in item) {
        answers[position] = { decision: false, context: { error: item.error } };
        return;
      }
      try {
        const set = by ?? this.route(item.request.resource.type, options.set);
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
    { caller, purpose, deadline = Infinity, revision }: DecideOptions,
  ): Promise<EngineDecision[]> {
    if (deadline <= performance.now()) {
      throw new ServiceUnavailableError(
        `policy set '${set.name}' was not asked: the time that '${caller.ref}' waits is over`,
      );
    }
    const { cache } = this.options;
    const keys = requests.map(request => decisionKey(set, request));
    // What is compiled for this call alone is not what serves.
    const cacheable =
      revision === undefined && set.compiled.cacheable !== false;
    const decisions = keys.map(key => (cacheable ? cache.get(key) : undefined));
    const missing = [...decisions.keys()].filter(i => !decisions[i]);
    if (missing.length) {
      const asked = missing.map(i => requests[i]);
      const fresh = await this.options.engines.ask(set, asked, turn);
      fresh.forEach((decision, index) => {
        decisions[missing[index]] = decision;
        if (cacheable) {
          cache.set(keys[missing[index]], decision);
        }
      });
    }
    const settled = decisions as EngineDecision[];
    if (purpose === 'production') {
      const kept = this.options.recorder.record(set, requests, settled, caller);
      if (kept) {
        await kept;
      }
    }
    return settled;
  }
}

function turnOf({ caller, deadline }: DecideOptions, lane: Lane): Turn {
  return new Turn(caller.share, lane, deadline);
}
