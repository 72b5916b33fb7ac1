import {
  Diagnostic,
  PlaygroundProofResponse,
} from '@internal/plugin-policies-common';

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
              range: invariant.range,
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
              range: statement.range,
              message,
              help,
            },
          ]
        : [],
    ),
  ];
}
