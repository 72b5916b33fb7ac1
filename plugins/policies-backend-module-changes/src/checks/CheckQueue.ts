import {
  ChangeCheck,
  CheckName,
  CheckState,
} from '@internal/plugin-policies-common';

/** A check with what only the portal needs. */
export interface StoredCheck extends ChangeCheck {
  revision: string;
  report?: unknown;
}

/** A check to be queued. */
export type NewCheck = Pick<StoredCheck, 'name' | 'blocking'>;

/** A check that a runner has taken. */
export interface ClaimedCheck {
  /** Id of the change. */
  change: string;
  name: CheckName;
  revision: string;
}

/** The checks of changes: queued with each push, taken by one runner at a time. */
export interface CheckQueue {
  list(id: string): Promise<StoredCheck[]>;
  /** Queues checks again; all, or those named. */
  requeue(id: string, names?: CheckName[]): Promise<void>;
  /** @returns how many were queued or running */
  cancel(id: string): Promise<number>;
  /**
   * Takes a queued check, or one whose runner has not been heard of for a while.
   *
   * @param runner - mark of this run; another run needs another one
   * @param staleMs - age of the last sign of life from which a runner counts as gone
   */
  claim(runner: string, staleMs: number): Promise<ClaimedCheck | undefined>;
  /** @returns false when the check was taken away: by a push, or because it was cancelled */
  report(
    runner: string,
    check: ClaimedCheck,
    progress: {
      state: CheckState;
      summary?: string;
      log?: string[];
      report?: unknown;
      durationMs?: number;
    },
  ): Promise<boolean>;
}
