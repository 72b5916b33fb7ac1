const INVARIANT_FILE = /^invariants\/([^/]+)\.cedar$/;

/** True for a file that says what every revision must keep; it never decides anything. */
export function isInvariantFile(path: string): boolean {
  return INVARIANT_FILE.test(path);
}

/** Name of the invariant in such a file. */
export function invariantNameOf(path: string): string {
  return INVARIANT_FILE.exec(path)?.[1] ?? path;
}

/** True for a file that holds statements by which requests are decided. */
export function isPolicyFile(path: string): boolean {
  return path.endsWith('.cedar') && !isInvariantFile(path);
}
