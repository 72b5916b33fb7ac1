import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { DecisionPage } from '@internal/plugin-policies-common';
import { ListQuery } from '../http/listQuery';

/** Who reads, and of which sets; without `sets` of all. */
export interface ReadDecisionsOptions {
  credentials: BackstageCredentials;
  sets?: string[];
}

/** Tells what was decided. */
export interface DecisionReader {
  /** @returns newest first */
  listDecisions(
    query: ListQuery,
    options: ReadDecisionsOptions,
  ): Promise<DecisionPage>;
}
