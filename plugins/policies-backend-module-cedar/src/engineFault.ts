import { EngineDecision } from '@internal/plugin-policies-node';

/** The decision for a request that Cedar never answered. */
export function engineFault(error: Error): EngineDecision {
  return {
    outcome: 'error',
    fault: 'engine',
    message: `${error.message}; the engine recovers by itself, try again`,
    durationUs: 0,
  };
}
