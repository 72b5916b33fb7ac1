import { EvaluationRequest } from '@internal/plugin-policies-common';
import { EngineDecision, ServingSet } from '@internal/plugin-policies-node';
import { Turn } from '../engines/Turn';

/** Asks engines what the portal does not know yet. */
export interface EngineAsker {
  /**
   * Asks the engine of a set, when it is the caller's turn.
   *
   * @throws TooManyRequestsError, OverloadedError: what only load prevented is no decision of an item
   */
  ask(
    set: ServingSet,
    requests: EvaluationRequest[],
    turn: Turn,
  ): Promise<EngineDecision[]>;
}
