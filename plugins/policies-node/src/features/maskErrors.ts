import { ReadableSets } from './ReadableSets';

/** Does something whose refusals may name other sets, and takes out the names that may not be read. */
export async function maskErrors<T>(
  sets: ReadableSets,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error) {
      error.message = sets.maskNames(error.message);
    }
    throw error;
  }
}
