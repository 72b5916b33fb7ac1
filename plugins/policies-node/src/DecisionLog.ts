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
   */
  list(options: {
    sets?: string[];
    cursor?: string;
    limit: number;
  }): Promise<{ items: DecisionRecord[]; nextCursor?: string }>;
  /**
   * @param since - counts decisions of this time and later, by whole hours
   * @param sets - counts those of these sets only
   */
  count(since: Date, sets?: string[]): Promise<DecisionCounts>;
  observedConsumers(set: string): Promise<ObservedConsumer[]>;
  /** Who asked each set, by the set. */
  listCallers(): Promise<Map<string, string[]>>;
  /** Resolves when everything recorded so far is stored. */
  flush(): Promise<void>;
}
