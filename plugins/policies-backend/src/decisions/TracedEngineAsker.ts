import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { EngineDecision, ServingSet } from '@internal/plugin-policies-node';
import { Turn } from '../engines/Turn';
import { EngineAsker } from './EngineAsker';

/** Makes a span of each call of an engine. */
export class TracedEngineAsker implements EngineAsker {
  constructor(
    private readonly engines: EngineAsker,
    private readonly tracing: TracingService,
  ) {}

  ask(
    set: ServingSet,
    requests: EvaluationRequest[],
    turn: Turn,
  ): Promise<EngineDecision[]> {
    return this.tracing.startActiveSpan(
      'policies.ask-engine',
      {
        kind: 'client',
        attributes: {
          'policies.engine': set.engine,
          'policies.set': set.name,
          'policies.revision': set.revision,
          'policies.requests': requests.length,
        },
      },
      () => this.engines.ask(set, requests, turn),
    );
  }
}
