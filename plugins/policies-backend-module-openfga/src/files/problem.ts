import { Diagnostic, FileRange } from '@internal/plugin-policies-common';

/** An error in a file of a set. */
export function problem(options: {
  file: string;
  message: string;
  help: string;
  range?: FileRange;
  /** By default the portal's own. */
  source?: string;
}): Diagnostic {
  return { severity: 'error', source: 'portal', ...options };
}

/** The range of a whole line. */
export function lineRange(line: number, length: number): FileRange {
  return {
    startLine: line,
    startColumn: 1,
    endLine: line,
    endColumn: length + 1,
  };
}
