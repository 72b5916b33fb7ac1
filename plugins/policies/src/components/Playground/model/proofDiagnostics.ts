import {
  Diagnostic,
  FileRange,
  PlaygroundProofResponse,
} from '@internal/plugin-policies-common';

/** Longer than any line. */
const END_OF_LINE = 1_000_000;

/** Marking a whole statement would hide what else its lines say. */
function firstLineOf(range: FileRange | undefined): FileRange | undefined {
  return (
    range && { ...range, endLine: range.startLine, endColumn: END_OF_LINE }
  );
}

/** What is found about all requests of a draft, as marks in its files. */
export function proofDiagnostics(
  response: PlaygroundProofResponse | undefined,
): Diagnostic[] {
  const { invariants = [], findings = [] } = response ?? {};
  return [
    ...invariants.flatMap(({ invariant, state, sentence }): Diagnostic[] =>
      state === 'broken'
        ? [
            {
              severity: 'error',
              source: 'portal',
              file: invariant.file,
              range: firstLineOf(invariant.range),
              message: sentence,
            },
          ]
        : [],
    ),
    ...findings.flatMap(({ statement, message, help }): Diagnostic[] =>
      statement?.file
        ? [
            {
              severity: 'warning',
              source: 'portal',
              file: statement.file,
              range: firstLineOf(statement.range),
              message,
              help,
            },
          ]
        : [],
    ),
  ];
}
