import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionFilter,
  DistinctRequest,
  LogCoverage,
  LoggedPage,
  SeriesDimension,
  SeriesPoint,
} from './types';

/** Tells what a log keeps. */
export interface DecisionLogReader {
  /**
   * Entries, newest first.
   *
   * @param page - `cursor` as given by the page before, `limit` 1 to 1,000
   * @returns `total` entries over all pages
   * @throws InputError for a cursor that is none of its own
   */
  query(
    filter: DecisionFilter,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: DecisionRecord[]; total: number; nextCursor?: string }>;
  /**
   * Exact numbers of decisions, also where only some have an entry.
   *
   * @param filter - times count by whole hours
   * @param by - what the numbers are told apart by; without any there is one point, or none
   * @returns in no order; a decision that several policies determined counts for each where `policy` is told
   */
  series(filter: DecisionFilter, by: SeriesDimension[]): Promise<SeriesPoint[]>;
  /** Requests that entries have, those asked most first; which are the same is told by their content. */
  distinct(filter: DecisionFilter, limit: number): Promise<DistinctRequest[]>;
  /**
   * All entries, newest first, page by page, in a memory that does not grow with them.
   *
   * @param after - cursor of the last page that is done with: work that was halted goes on there
   */
  replay(filter: DecisionFilter, after?: string): AsyncIterable<LoggedPage>;
  /** What part of the decisions has entries. */
  coverage(filter: DecisionFilter): Promise<LogCoverage>;
}
