import { Diagnostic } from '@internal/plugin-policies-common';

/** An error of a file, at a line counted from 1. */
export function problem(
  file: string,
  line: number | undefined,
  message: string,
  help: string,
): Diagnostic {
  return {
    severity: 'error',
    source: 'casbin',
    file,
    range:
      line === undefined
        ? undefined
        : { startLine: line, startColumn: 1, endLine: line + 1, endColumn: 1 },
    message,
    help,
  };
}
