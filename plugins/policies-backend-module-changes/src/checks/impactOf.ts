import { ImpactReport } from '@internal/plugin-policies-common';
import { StoredCheck } from './CheckStore';

/** What the impact check found; absent until it ended with a report. */
export function impactOf(checks: StoredCheck[]): ImpactReport | undefined {
  return checks.find(({ name }) => name === 'impact')?.report as
    | ImpactReport
    | undefined;
}
