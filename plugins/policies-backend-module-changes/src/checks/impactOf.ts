import { ImpactReport } from '@internal/plugin-policies-common';
import { StoredCheck } from './CheckStore';
import { kindOf } from './countChecks';

/** What the impact check found; absent until it ended with a report. */
export function impactOf(checks: StoredCheck[]): ImpactReport | undefined {
  return checks.find(({ name }) => name === 'impact')?.report as
    | ImpactReport
    | undefined;
}

/** Whether the impact check passed or had nothing to check: only then is it known who has to approve. */
export function isImpactKnown(checks: StoredCheck[]): boolean {
  return checks.some(
    ({ name, state }) => name === 'impact' && kindOf(state) === 'passed',
  );
}
