import {
  DecisionRecord,
  ObservedConsumer,
} from '@internal/plugin-policies-common';

/** A decision to be logged; the log gives it an id. */
export type LoggedDecision = Omit<DecisionRecord, 'id'>;

/** How many decisions there were. */
export interface DecisionCounts {
  allowed: number;
  denied: number;
}

/**
 * Keeps decisions. Recording never waits: entries are written in batches, and above a configured rate
 * only a sample of the entries is kept while the counts stay exact.
 */
export interface DecisionLog {
  record(decision: LoggedDecision): void;
  /**
   * Newest first.
   *
   * @param options - `sets` to tell of these only, `cursor` as given by the page before, `limit` 1 to
   * 1,000
   * @returns `total` entries over all pages; of what was only counted there is none
   */
  list(options: {
    sets?: string[];
    cursor?: string;
    limit: number;
  }): Promise<{ items: DecisionRecord[]; total: number; nextCursor?: string }>;
  /**
   * @param since - counts decisions of this time and later, by whole hours
   * @param sets - counts those of these sets only
   */
  count(since: Date, sets?: string[]): Promise<DecisionCounts>;
  observedConsumers(set: string): Promise<ObservedConsumer[]>;
  /** Names of the sets that were asked by one of these callers; the case of letters does not count. */
  listSetsAskedBy(callers: string[]): Promise<string[]>;
  /** Who asked each set, by the set. */
  listCallers(): Promise<Map<string, string[]>>;
  /** Resolves when everything recorded so far is stored. */
  flush(): Promise<void>;
}
