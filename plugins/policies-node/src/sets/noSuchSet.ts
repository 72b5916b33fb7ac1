import { NotFoundError } from '@backstage/errors';

/** What is told of a policy set that is not there, and of one that may not be read: the same. */
export function noSuchSet(name: string): NotFoundError {
  return new NotFoundError(
    `there is no policy set '${name}'; GET /api/policies/sets lists them`,
  );
}
