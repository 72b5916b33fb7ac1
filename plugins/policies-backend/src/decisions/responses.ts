import { EvaluationResponse } from '@internal/plugin-policies-common';
import { EngineDecision, ServingSet } from '@internal/plugin-policies-node';

/** The answer to a request that was routed to a set. */
export function toResponse(
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

/** Who decides. */
export function contextOf({ name, revision, engine }: ServingSet) {
  return { set: name, revision, engine };
}

/** Says of which engine and set there is no decision. */
export function engineMessage(set: ServingSet, message: string): string {
  return `engine '${set.engine}' gave no decision for policy set '${set.name}': ${message}`;
}

/** The answer to an item of a batch that could not be routed. */
export function toFailedItem(error: Error): EvaluationResponse {
  const status =
    { NotFoundError: 404, ServiceUnavailableError: 503 }[error.name] ?? 500;
  return {
    decision: false,
    context: { error: { status, message: error.message } },
  };
}
