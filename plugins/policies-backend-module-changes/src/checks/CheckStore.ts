import { ChangeCheck, CheckState } from '@internal/plugin-policies-common';
import { CheckOutcome } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** A check with what only the portal needs. */
export interface StoredCheck extends Omit<ChangeCheck, 'title'> {
  revision: string;
  report?: unknown;
  /** Groups that have to approve because of what it found. */
  asks: NonNullable<CheckOutcome['asks']>;
}

/** A check to be queued. */
export type NewCheck = Pick<StoredCheck, 'name' | 'blocking'>;

/** A check that was begun. */
export interface CheckRun {
  /** Id of the change. */
  change: string;
  name: string;
  /** Another one whenever the check is begun or queued again: what is told of an earlier one is not taken. */
  run: number;
}

/** The checks of changes, as they stand. One job a push takes those that are queued. */
export interface CheckStore {
  list(change: string): Promise<StoredCheck[]>;
  /**
   * Queues checks again, with a job that runs them, and those that came since the push.
   *
   * @param names - by default all
   * @param current - all that there are now; which of them block is as they say
   * @throws InputError for one that there is not
   */
  requeue(
    change: string,
    names: string[] | undefined,
    current: NewCheck[],
    askedBy: string,
  ): Promise<void>;
  /** Cancels what is queued or running. */
  cancel(change: string): Promise<void>;
  /** Sees to it that every check that waits has a job. */
  resume(): Promise<void>;

  /** @returns undefined when the check does not wait any more */
  begin(
    tx: Knex.Transaction,
    check: { change: string; name: string; revision: string },
  ): Promise<CheckRun | undefined>;
  /** @returns false when the check was taken away: it was cancelled, or queued again */
  tell(tx: Knex.Transaction, run: CheckRun, summary: string): Promise<boolean>;
  /** @returns false when the check was taken away */
  end(
    tx: Knex.Transaction,
    run: CheckRun,
    outcome: Omit<CheckOutcome, 'state'> & {
      state: CheckState;
      durationMs: number;
    },
  ): Promise<boolean>;
  /** Ends what waits or was begun of a change without an answer. */
  abandon(tx: Knex.Transaction, change: string, because: string): Promise<void>;
}
