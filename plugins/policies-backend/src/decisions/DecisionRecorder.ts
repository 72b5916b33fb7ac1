import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  DecisionCaller,
  DecisionLog,
  DecisionObserver,
  EngineDecision,
  LoggedDecision,
  redact,
  ServingSet,
} from '@internal/plugin-policies-node';
import { LiveSets } from '../registry/LiveSets';

/** What of a request is kept of a set that is no more, as nothing says what of it may be. */
const NOTHING = [
  'subject.id',
  'subject.properties',
  'action.properties',
  'resource.id',
  'resource.properties',
  'context',
];

/** Tells the log and observers of decisions of production. */
export class DecisionRecorder {
  constructor(
    private readonly options: {
      liveSets: Pick<LiveSets, 'find'>;
      decisionLog: Pick<
        DecisionLog,
        'record' | 'recordDurably' | 'recordFailure'
      >;
      /** Called with what was decided, cached decisions among them. */
      onDecided: DecisionObserver;
    },
  ) {}

  /**
   * @returns what to wait for before anything is answered, of a set that wants so
   * @throws ServiceUnavailableError by that, when what has to be kept cannot be
   */
  record(
    { name: set, revision, engine }: ServingSet,
    requests: EvaluationRequest[],
    decisions: EngineDecision[],
    caller: Pick<DecisionCaller, 'ref' | 'via'>,
  ): Promise<void> | undefined {
    const { decisionLog, liveSets, onDecided } = this.options;
    onDecided(set, requests, decisions, caller.ref);
    const time = new Date().toISOString();
    const spec = liveSets.find(set)?.manifest.spec;
    const paths = spec ? spec.redact : NOTHING;
    const durable: LoggedDecision[] | undefined =
      spec?.log === 'durable' ? [] : undefined;
    decisions.forEach((decision, index) => {
      const { durationUs } = decision;
      if (decision.outcome !== 'error') {
        const logged: LoggedDecision = {
          time,
          caller: caller.ref,
          door: caller.via,
          set,
          revision,
          engine,
          request: redact(requests[index], paths),
          decision: decision.outcome === 'allow',
          policies: decision.policies,
          durationUs,
        };
        if (durable) {
          durable.push(logged);
        } else {
          decisionLog.record(logged);
        }
      } else if (decision.fault === 'engine') {
        decisionLog.recordFailure({
          time,
          caller: caller.ref,
          set,
          revision,
          engine,
          durationUs,
        });
      }
    });
    return durable?.length ? decisionLog.recordDurably(durable) : undefined;
  }
}
