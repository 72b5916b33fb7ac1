import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';

/** An error in a file, at a line and column counted from 1 where they are known. */
export function problem(options: {
  file?: string;
  row?: number;
  column?: number;
  message: string;
  help: string;
  severity?: Diagnostic['severity'];
}): Diagnostic {
  const { file, row, column = 1, message, help, severity = 'error' } = options;
  return {
    severity,
    source: 'opa',
    file,
    range: row
      ? {
          startLine: row,
          startColumn: column,
          endLine: row,
          endColumn: column + 1,
        }
      : undefined,
    message,
    help,
  };
}

/** The line of a file at a row counted from 1, without the space around it. */
export function lineOf(file: PolicyFile | undefined, row: number): string {
  return file?.content.split(/\r?\n/)[row - 1]?.trim() ?? '';
}
