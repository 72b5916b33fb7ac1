import { KnownChange, ProposedChanges } from '@internal/plugin-policies-node';
import { StoredJourney } from './JourneyStore';

/** The last change of a journey that was published. */
export async function findPublishedChange(
  { change, published }: Pick<StoredJourney, 'change' | 'published'>,
  changes: Pick<ProposedChanges, 'find'>,
): Promise<KnownChange | undefined> {
  for (const id of new Set([change, published])) {
    const found = id === undefined ? undefined : await changes.find(id);
    if (found && ['published', 'rolled-back'].includes(found.state)) {
      return found;
    }
  }
  return undefined;
}
