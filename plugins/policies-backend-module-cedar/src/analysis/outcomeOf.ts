import type { EngineDecision } from '@internal/plugin-policies-node';
import { Wanted } from './types';

/** What an engine said of a request that it takes. */
export interface Outcome {
  allowed: boolean;
  /** Some policy gave an error. */
  failed: boolean;
}

/** What an engine said; an error that no policy gave means that there is no such request. */
export function outcomeOf(
  decision: EngineDecision,
): Outcome | { error: string } {
  const failed = Boolean(decision.errors?.length);
  return decision.outcome === 'error' && !failed
    ? { error: decision.message }
    : { allowed: decision.outcome === 'allow', failed };
}

/** Whether that is what a side has to say; an error allows nothing. */
export function isWanted(
  { allowed, failed }: Outcome,
  wanted: Wanted,
): boolean {
  switch (wanted) {
    case 'allow':
      return allowed;
    case 'deny':
      return !allowed;
    default:
      return failed;
  }
}

/** Whether the sides together break a question, in one of its ways. */
export function breaksBy(
  sides: Array<{ wanted: Wanted[] }>,
  outcomes: Outcome[],
): boolean {
  return sides[0].wanted.some((_, way) =>
    sides.every(({ wanted }, side) => isWanted(outcomes[side], wanted[way])),
  );
}
