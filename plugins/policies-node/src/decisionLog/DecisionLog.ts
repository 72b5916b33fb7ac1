import { DecisionLogReader } from './DecisionLogReader';
import { FailedDecision, IngestedDecision, LoggedDecision } from './types';

/**
 * Keeps decisions. Every one is counted and has an entry, as long as there is room for what is not stored
 * yet; `coverage` tells what was left out.
 */
export interface DecisionLog extends DecisionLogReader {
  /** Takes a decision that was given. Never waits and never throws. */
  record(decision: LoggedDecision): void;
  /** Counts a request that got no decision, as its engine gave none. Never waits and never throws. */
  recordFailure(failure: FailedDecision): void;
  /**
   * Takes decisions that may be answered only when they are kept: resolves when they would outlive the death
   * of this process.
   *
   * @throws ServiceUnavailableError when that cannot be had
   */
  recordDurably(decisions: LoggedDecision[]): Promise<void>;
  /**
   * Takes decisions that engines gave without the portal: each is stored and counted once, however often
   * it is sent. All of them are stored, or none.
   *
   * @returns how many of them were new
   * @throws InputError for what can never be kept
   */
  ingest(decisions: IngestedDecision[]): Promise<{ added: number }>;
  /** Resolves when everything recorded so far is stored, or kept to be stored later. Never throws. */
  flush(): Promise<void>;
}
