/** A revision as people see it: its first twelve characters. */
export function shortRevision(revision: string): string {
  return revision.slice(0, 12);
}
