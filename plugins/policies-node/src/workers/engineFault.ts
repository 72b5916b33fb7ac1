import { EngineDecision } from '../PolicyEngine';

/** The decision for a request that the engine never answered. */
export function engineFault(error: Error): EngineDecision {
  return {
    outcome: 'error',
    fault: 'engine',
    message: `${
      error.message || error.name
    }; the engine recovers by itself, try again`,
    durationUs: 0,
  };
}
