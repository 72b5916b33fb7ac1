import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  DecisionLog,
  DecisionObserver,
  EngineDecision,
  redact,
  ServingSet,
} from '@internal/plugin-policies-node';
import { LiveSets } from '../registry/LiveSets';

/** Tells the log and observers of decisions of production. */
export class DecisionRecorder {
  constructor(
    private readonly options: {
      liveSets: Pick<LiveSets, 'find'>;
      decisionLog: Pick<DecisionLog, 'record' | 'recordFailure'>;
      /** Called with what was decided, cached decisions among them. */
      onDecided: DecisionObserver;
    },
  ) {}

  record(
    { name: set, revision, engine }: ServingSet,
    requests: EvaluationRequest[],
    decisions: EngineDecision[],
    caller: string,
  ): void {
    const { decisionLog, liveSets, onDecided } = this.options;
    onDecided(set, requests, decisions, caller);
    const time = new Date().toISOString();
    const paths = liveSets.find(set)?.manifest.spec.redact ?? [];
    decisions.forEach((decision, index) => {
      const { durationUs } = decision;
      if (decision.outcome !== 'error') {
        decisionLog.record({
          time,
          caller,
          set,
          revision,
          engine,
          request: redact(requests[index], paths),
          decision: decision.outcome === 'allow',
          policies: decision.policies,
          durationUs,
        });
      } else if (decision.fault === 'engine') {
        decisionLog.recordFailure({
          time,
          caller,
          set,
          revision,
          engine,
          durationUs,
        });
      }
    });
  }
}
