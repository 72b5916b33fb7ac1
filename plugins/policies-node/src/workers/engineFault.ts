import { EngineDecision } from '../PolicyEngine';
import { WorkerBusyError } from './EngineWorker';

/** The decision for a request that the engine never answered. */
export function engineFault(error: Error): EngineDecision {
  return {
    outcome: 'error',
    fault: 'engine',
    message: `${
      error.message || error.name
    }; the engine recovers by itself, try again`,
    ...(error instanceof WorkerBusyError && { overloaded: true }),
    durationUs: 0,
  };
}
