import { ChangeDetail, DecisionFlip } from '@internal/plugin-policies-common';

const NONE_SHOWN =
  'The requests and their callers are not shown: they are for people who may read the decisions of the set, and for those who are asked to review this change.';
const SOME_SHOWN =
  'Only requests of callers that your groups own are shown: the others are for people who may read the decisions of the set.';

/**
 * Leaves the counts of what flips, and of requests and callers only those of the given callers.
 *
 * @param callers - whose requests may be shown
 */
export function withholdFlips(
  change: ChangeDetail,
  callers: ReadonlySet<string>,
): ChangeDetail {
  const withheld = callers.size ? SOME_SHOWN : NONE_SHOWN;
  const ofCallers = ({ caller }: { caller?: string }) =>
    caller !== undefined && callers.has(caller);
  const shown = (flips: DecisionFlip[]) => flips.filter(ofCallers);
  const { impact, shadowReport } = change;
  return {
    ...change,
    checkResults: change.checkResults.map(check =>
      check.name === 'impact' && check.log.length
        ? { ...check, log: [withheld] }
        : check,
    ),
    requirements: change.requirements.map(requirement =>
      requirement.reason === 'consumer'
        ? {
            ...requirement,
            because:
              'It owns a caller of the policy set for which logged decisions would flip.',
          }
        : requirement,
    ),
    ...(impact && {
      impact: {
        ...impact,
        byCaller: impact.byCaller.filter(ofCallers),
        examples: shown(impact.examples),
        ...(impact.byCaller.length && { withheld }),
      },
    }),
    ...(shadowReport && {
      shadowReport: {
        ...shadowReport,
        examples: shown(shadowReport.examples),
        ...(shadowReport.examples.length && { withheld }),
      },
    }),
  };
}
