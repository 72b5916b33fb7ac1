import { PermissionCriteria } from '@backstage/plugin-permission-common';

/** What is asked of a change as it is kept: that it has one of the values. */
export interface StoredChangeFilter {
  key: 'id' | 'set' | 'owner' | 'domain' | 'author' | 'reviewer';
  values: string[];
}

/** The changes that somebody may read: to them the others are not there. */
export type ReadableChanges = 'all' | PermissionCriteria<StoredChangeFilter>;
