import { AuthService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  BatchItem,
  DecisionRecord,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  Page,
  SEARCH_PAGE,
  SearchRequest,
  SearchResponse,
} from '@internal/plugin-policies-common';
import {
  DecisionLog,
  EngineDecision,
  searchSet,
} from '@internal/plugin-policies-node';
import { CallGatherer } from '../engines/CallGatherer';
import { evaluateGuarded } from '../engines/evaluateGuarded';
import { ListQuery } from '../http/readListQuery';
import { LiveSets, ServingSet } from '../registry/LiveSets';
import { callerOf } from './callerOf';
import { DecisionCache, decisionKey } from './DecisionCache';
import {
  DecideOptions,
  DecisionService,
  ReadDecisionsOptions,
} from './DecisionService';
import { redact } from './redact';

/** Items asked at once while a batch may still stop early. */
const CHUNK = 16;

/** {@link DecisionService} over the live sets of this replica. */
export class DefaultDecisionService implements DecisionService {
  private readonly gatherer = new CallGatherer();

  constructor(
    private readonly options: {
      liveSets: LiveSets;
      cache: DecisionCache;
      decisionLog: DecisionLog;
      auth: AuthService;
      /** Whether an engine is asked over the network. */
      isRemote(engine: string): boolean;
      /** Called with what was decided, cached decisions among them. */
      onDecided(
        set: string,
        requests: EvaluationRequest[],
        decisions: EngineDecision[],
        caller: string,
      ): void;
      /** Called when an engine gave no decision. */
      onEngineFault(engine: string): void;
    },
  ) {}

  async evaluate(
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse> {
    const set = this.route(request.resource.type, options.set);
    const [decision] = await this.decide(set, [request], options);
    if (decision.outcome === 'error') {
      throw decision.fault === 'request'
        ? new InputError(`policy set '${set.name}': ${decision.message}`)
        : new ServiceUnavailableError(engineMessage(set, decision.message));
    }
    return toResponse(set, decision);
  }

  async evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ): Promise<EvaluationResponse[]> {
    if (semantic === 'execute_all') {
      return this.evaluateItems(items, options);
    }
    const stopAt = semantic === 'permit_on_first_permit';
    const answers: EvaluationResponse[] = [];
    for (let start = 0; start < items.length; start += CHUNK) {
      const chunk = await this.evaluateItems(
        items.slice(start, start + CHUNK),
        options,
      );
      const stop = chunk.findIndex(({ decision }) => decision === stopAt);
      answers.push(...(stop < 0 ? chunk : chunk.slice(0, stop + 1)));
      if (stop >= 0) {
        break;
      }
    }
    return answers;
  }

  async search(
    request: SearchRequest,
    options: DecideOptions,
  ): Promise<SearchResponse> {
    const set = this.route(request.resource.type, options.set);
    try {
      const { results, nextToken = '' } = await searchSet(
        set.compiled,
        request,
        {
          token: request.page?.token || undefined,
          limit: request.page?.limit ?? SEARCH_PAGE.default,
        },
      );
      return {
        page: { next_token: nextToken, count: results.length },
        results,
        context: contextOf(set),
      };
    } catch (error) {
      const { name, message } = error as Error;
      throw name === 'InputError' || name === 'NotImplementedError'
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
    const { items, nextCursor } = await decisionLog.list({
      ...query,
      sets: wanted,
    });
    const { allowed, denied } = await decisionLog.count(new Date(0), wanted);
    return { items, total: allowed + denied, nextCursor };
  }

  /** One call of the engine per set; every item gets an answer. */
  private async evaluateItems(
    items: BatchItem[],
    options: DecideOptions,
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
        answers[position] = failed(error as Error);
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
    options: DecideOptions,
  ): Promise<EngineDecision[]> {
    const { cache } = this.options;
    const keys = requests.map(request => decisionKey(set, request));
    const cacheable = set.compiled.cacheable !== false;
    const decisions = keys.map(key => (cacheable ? cache.get(key) : undefined));
    const missing = [...decisions.keys()].filter(i => !decisions[i]);
    if (missing.length) {
      const asked = missing.map(i => requests[i]);
      const fresh = this.options.isRemote(set.engine)
        ? await this.gatherer.evaluate(set.compiled, asked)
        : await evaluateGuarded(set.compiled, asked);
      if (
        fresh.some(
          decision =>
            decision.outcome === 'error' && decision.fault === 'engine',
        )
      ) {
        this.options.onEngineFault(set.engine);
      }
      fresh.forEach((decision, index) => {
        decisions[missing[index]] = decision;
        if (cacheable) {
          cache.set(keys[missing[index]], decision);
        }
      });
    }
    const settled = decisions as EngineDecision[];
    this.log(set, requests, settled, options);
    return settled;
  }

  private log(
    set: ServingSet,
    requests: EvaluationRequest[],
    decisions: EngineDecision[],
    { credentials }: DecideOptions,
  ): void {
    const { decisionLog, auth, liveSets } = this.options;
    const caller = callerOf(auth, credentials);
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

function toResponse(
  set: ServingSet,
  decision: EngineDecision,
): EvaluationResponse {
  const common = contextOf(set);
  if (decision.outcome === 'error') {
    return {
      decision: false,
      context: {
        ...common,
        error:
          decision.fault === 'request'
            ? { status: 400, message: decision.message }
            : { status: 503, message: engineMessage(set, decision.message) },
      },
    };
  }
  return {
    decision: decision.outcome === 'allow',
    context: {
      ...common,
      policies: decision.policies,
      durationUs: decision.durationUs,
    },
  };
}

function contextOf({ name, revision, engine }: ServingSet) {
  return { set: name, revision, engine };
}

function engineMessage(set: ServingSet, message: string): string {
  return `engine '${set.engine}' gave no decision for policy set '${set.name}': ${message}`;
}

function failed(error: Error): EvaluationResponse {
  const status =
    { NotFoundError: 404, ServiceUnavailableError: 503 }[error.name] ?? 500;
  return {
    decision: false,
    context: { error: { status, message: error.message } },
  };
}
