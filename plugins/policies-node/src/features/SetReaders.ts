import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ReadableSets } from './ReadableSets';

/** Who may read which policy sets. */
export interface SetReaders {
  readableBy(credentials: BackstageCredentials): Promise<ReadableSets>;
  /**
   * The sets that somebody may be told of by what another permission lets them read. The token of a service
   * names its permissions one by one, so that each opens what it says without the others.
   */
  tellableTo(credentials: BackstageCredentials): Promise<ReadableSets>;
}
