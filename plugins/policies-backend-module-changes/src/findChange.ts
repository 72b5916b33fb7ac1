import { ConflictError, NotFoundError } from '@backstage/errors';
import { OPEN_CHANGE_STATES } from '@internal/plugin-policies-common';
import { ChangeStore, StoredChange } from './ChangeStore';

/** @throws NotFoundError */
export async function findChange(
  store: Pick<ChangeStore, 'find'>,
  id: string,
): Promise<StoredChange> {
  const change = await store.find(id);
  if (!change) {
    throw noSuchChange(id);
  }
  return change;
}

/** What is told of a change that is not there, and of one that may not be read: the same. */
export function noSuchChange(id: string): NotFoundError {
  return new NotFoundError(
    `there is no change '${id}'; GET /api/policies/changes lists them`,
  );
}

/**
 * @param done - what is about to be done to it, such as `published`
 * @throws NotFoundError; ConflictError when it is published, withdrawn or turned down
 */
export async function findOpenChange(
  store: Pick<ChangeStore, 'find'>,
  id: string,
  done: string,
): Promise<StoredChange> {
  const change = await findChange(store, id);
  if (!OPEN_CHANGE_STATES.includes(change.state)) {
    throw new ConflictError(
      `change ${id} is ${inWords(
        change.state,
      )} and cannot be ${done}; open a new one`,
    );
  }
  return change;
}

/** @throws ConflictError when somebody wrote the change since it was looked at */
export function expectVersion(
  { id, version }: StoredChange,
  seen: number,
): void {
  if (version !== seen) {
    throw new ConflictError(
      `change ${id} was written by someone else meanwhile (you saw version ${seen}, it is at ${version}); look at it again, then repeat what you did`,
    );
  }
}

/** A state as it is said in a sentence. */
export function inWords(state: string): string {
  return state.replace('-', ' ');
}
