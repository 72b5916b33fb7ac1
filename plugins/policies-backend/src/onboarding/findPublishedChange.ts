import { StoredChange } from '../changes/ChangeStore';
import { StoredJourney } from './JourneyStore';

/** The last change of a journey that was published. */
export async function findPublishedChange(
  { change, published }: Pick<StoredJourney, 'change' | 'published'>,
  findChange: (id: string) => Promise<StoredChange | undefined>,
): Promise<StoredChange | undefined> {
  for (const id of new Set([change, published])) {
    const found = id === undefined ? undefined : await findChange(id);
    if (found && ['published', 'rolled-back'].includes(found.state)) {
      return found;
    }
  }
  return undefined;
}
