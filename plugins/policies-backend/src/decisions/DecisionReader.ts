import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { DecisionRecord, Page } from '@internal/plugin-policies-common';
import { ListQuery } from '../http/listQuery';

/** Tells what was decided. */
export interface DecisionReader {
  /** @returns newest first */
  listDecisions(
    query: ListQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<Page<DecisionRecord>>;
}
