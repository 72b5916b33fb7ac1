import { concerns, ProofReport } from '@internal/plugin-policies-common';
import { CheckOutcome, PolicyBundle } from '@internal/plugin-policies-node';
import { WatchingGroup } from '../readProofOptions';

/** Whether it is proven that nothing denied becomes allowed, by whatever the change touches. */
export function isProvenTighter(report: ProofReport | undefined): boolean {
  return (
    report?.way === 'proven' &&
    report.environments.length > 0 &&
    !report.unproven.length &&
    report.environments.every(({ wider }) => wider.state === 'proven')
  );
}

/**
 * Groups that have to approve since nothing proves that a change opens nothing.
 *
 * @param bundles - both revisions, as far as they can be read
 * @param because - what there is instead of a proof, as a clause
 */
export function approvalsAsked(
  rules: WatchingGroup[],
  bundles: Array<Pick<PolicyBundle, 'manifest'>>,
  because: string,
): NonNullable<CheckOutcome['asks']> {
  const served = new Set(
    bundles.flatMap(({ manifest }) =>
      manifest.spec.policies.flatMap(({ regulations }) => regulations),
    ),
  );
  return rules.flatMap(({ regulation: rule, group }) =>
    [...served].some(regulation => concerns(rule, regulation))
      ? [
          {
            group,
            second: true,
            because: `The set serves ${rule.replace(
              /\*$/,
              '',
            )}, and it is not proven that nothing opens up: ${because}`,
          },
        ]
      : [],
  );
}
