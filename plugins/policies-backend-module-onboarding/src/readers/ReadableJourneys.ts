import { PermissionCriteria } from '@backstage/plugin-permission-common';

/**
 * What is asked of a journey as it is kept: that it has one of the values. `change` is the change it opened
 * last, `published` the one before that was published; `set`, `setOwner` and `domain` are as it was answered.
 */
export interface StoredJourneyFilter {
  key:
    | 'creator'
    | 'invited'
    | 'change'
    | 'published'
    | 'set'
    | 'setOwner'
    | 'domain';
  values: string[];
}

/** The journeys that somebody may read: to them the others are not there. */
export type ReadableJourneys = 'all' | PermissionCriteria<StoredJourneyFilter>;
