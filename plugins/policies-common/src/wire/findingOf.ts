import { ChangeCheck, CheckState } from './changeChecks';
import { ImpactReport } from './impact';

/**
 * How a check ended, in one word for people: a check that holds nothing up has passed, but may have found
 * something that somebody should look at.
 */
export type CheckFinding =
  | CheckState
  | 'warnings'
  | 'flips'
  | 'no-flips'
  | 'partly-compared';

/**
 * @param impact - report of the impact check, where that ended
 */
export function findingOf(
  { name, state, log }: Pick<ChangeCheck, 'name' | 'state' | 'log'>,
  impact?: Pick<ImpactReport, 'opened' | 'closed' | 'undecided'>,
): CheckFinding {
  if (state !== 'passed') {
    return state;
  }
  if (name === 'house-rules') {
    return log.length ? 'warnings' : 'passed';
  }
  if (name !== 'impact' || !impact) {
    return state;
  }
  if (impact.opened + impact.closed > 0) {
    return 'flips';
  }
  return impact.undecided ? 'partly-compared' : 'no-flips';
}
