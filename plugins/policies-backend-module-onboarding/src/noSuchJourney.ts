import { NotFoundError } from '@backstage/errors';

/** What is told of a journey that is not there, and of one that may not be read: the same. */
export function noSuchJourney(id: string): NotFoundError {
  return new NotFoundError(
    `there is no journey '${id}'; GET /api/policies/journeys lists them`,
  );
}
