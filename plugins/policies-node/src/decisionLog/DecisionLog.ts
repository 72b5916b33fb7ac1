import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionFilter,
  DistinctRequest,
  FailedDecision,
  IngestedDecision,
  LogCoverage,
  LoggedPage,
  LoggedDecision,
  SeriesDimension,
  SeriesPoint,
} from './types';

/**
 * Keeps decisions. Every one is counted; of which there is an entry besides depends on the log and its
 * configuration, and `coverage` tells it.
 */
export interface DecisionLog {
  /** Takes a decision that was given. Never waits and never throws. */
  record(decision: LoggedDecision): void;
  /** Counts a request that got no decision, as its engine gave none. Never waits and never throws. */
  recordFailure(failure: FailedDecision): void;
  /**
   * Takes decisions that engines gave without the portal: each is stored and counted once, however often
   * it is sent. All of them are stored, or none.
   *
   * @returns how many of them were new
   */
  ingest(decisions: IngestedDecision[]): Promise<{ added: number }>;
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
  /** Resolves when everything recorded so far is stored, or kept to be stored later. */
  flush(): Promise<void>;
  /** Deletes entries and counts of whole hours that ended before this, so that both tell the same. */
  deleteBefore(time: Date): Promise<void>;
  /** Ends what it opened, after the last `flush`. */
  close?(): Promise<void>;
}
