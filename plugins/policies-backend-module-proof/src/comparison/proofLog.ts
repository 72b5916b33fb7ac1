import { ProofReport } from '@internal/plugin-policies-common';
import { nameOf } from '../revision/environments';

const MOST_LINES = 100;

/** What a report found and left open, a line each. */
export function proofLog({ environments }: ProofReport): string[] {
  const lines = environments.flatMap(({ environment, wider, tighter }) =>
    (
      [
        [wider, 'opens up', 'denied', 'allowed'],
        [tighter, 'is closed', 'allowed', 'denied'],
      ] as const
    ).flatMap(([{ state, because, counterexample }, what, was, is]) => {
      if (state === 'found') {
        return [
          `${nameOf(
            environment,
          )} ${what}; ${was} before, ${is} now: ${JSON.stringify(
            counterexample?.request,
          )}`,
        ];
      }
      return state === 'undecided'
        ? [`${nameOf(environment)}: not decided whether it ${what}. ${because}`]
        : [];
    }),
  );
  return lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`]
    : lines;
}
