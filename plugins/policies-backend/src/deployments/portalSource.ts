/** Name of the source of sets that were made in the portal. */
export const PORTAL_SOURCE = 'portal';

/** Where a set that was made in the portal is kept, for people to read. */
export function portalLocation(set: string): string {
  return `portal: ${set}`;
}
