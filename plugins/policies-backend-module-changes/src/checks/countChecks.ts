import { CheckCounts, CheckState } from '@internal/plugin-policies-common';

/** How a check counts in sums. */
export function kindOf(state: CheckState): keyof CheckCounts {
  switch (state) {
    case 'queued':
    case 'running':
      return 'pending';
    case 'passed':
    case 'skipped':
      return 'passed';
    default:
      return 'failed';
  }
}

/** Sums of checks. */
export function countChecks(states: CheckState[]): CheckCounts {
  const counts = { pending: 0, passed: 0, failed: 0 };
  states.forEach(state => counts[kindOf(state)]++);
  return counts;
}
