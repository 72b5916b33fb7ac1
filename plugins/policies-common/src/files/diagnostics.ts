/** A place in a file: lines and columns count from 1, columns in UTF-16 units, the end is exclusive. */
export interface FileRange {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Something to fix in the files of a set. */
export interface Diagnostic {
  severity: 'error' | 'warning';
  /** Path inside the set's folder; absent when it concerns the set as a whole. */
  file?: string;
  range?: FileRange;
  /** What is wrong, naming the thing in quotes. */
  message: string;
  /** How to fix it. */
  help?: string;
  /** `portal` for the contract of the folder, else the engine whose own words the message holds. */
  source: string;
}

/** Whether it keeps the files from serving. */
export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error';
}

/** A text file of a policy set. */
export interface PolicyFile {
  path: string;
  content: string;
}
