import { TracingService } from '@backstage/backend-plugin-api/alpha';
import {
  BatchItem,
  EvaluationRequest,
  EvaluationsSemantic,
  SearchRequest,
} from '@internal/plugin-policies-common';
import {
  DecideOptions,
  DecisionCaller,
  DecisionService,
} from '@internal/plugin-policies-node';

/** Makes a span of what is asked of the portal, in which those of engines are. */
export class TracedDecisionService implements DecisionService {
  constructor(
    private readonly decisions: DecisionService,
    private readonly tracing: TracingService,
  ) {}

  evaluate(request: EvaluationRequest, options: DecideOptions) {
    return this.trace('policies.evaluate', options, () =>
      this.decisions.evaluate(request, options),
    );
  }

  checkCaller(lane: 'single' | 'batch', caller: DecisionCaller) {
    return this.decisions.checkCaller(lane, caller);
  }

  evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ) {
    return this.trace('policies.evaluate-batch', options, () =>
      this.decisions.evaluateBatch(items, semantic, options),
    );
  }

  search(request: SearchRequest, options: DecideOptions) {
    return this.trace('policies.search', options, () =>
      this.decisions.search(request, options),
    );
  }

  private trace<T>(
    name: string,
    { caller, purpose, set }: DecideOptions,
    act: () => Promise<T>,
  ): Promise<T> {
    return this.tracing.startActiveSpan(
      name,
      {
        kind: 'server',
        attributes: {
          'policies.door': caller.via,
          'policies.purpose': purpose,
          'policies.set': set,
        },
      },
      act,
    );
  }
}
