import type { EngineDecision } from '@internal/plugin-policies-node';
import { Wanted } from './types';

/** What an engine said; an error that no policy gave means that there is no such request. */
export function outcomeOf(
  decision: EngineDecision,
): Wanted | { error: string } {
  if (decision.errors?.length) {
    return 'error';
  }
  return decision.outcome === 'error'
    ? { error: decision.message }
    : decision.outcome;
}
