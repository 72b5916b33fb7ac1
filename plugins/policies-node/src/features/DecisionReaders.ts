import { BackstageCredentials } from '@backstage/backend-plugin-api';

/** Who may read the decisions of which sets. */
export interface DecisionReaders {
  /** @returns the names of the sets, where not all or none at all */
  readableBy(
    credentials: BackstageCredentials,
  ): Promise<'all' | 'none' | string[]>;
  /** Whether somebody may read the decisions of a set. */
  mayRead(set: string, credentials: BackstageCredentials): Promise<boolean>;
}
