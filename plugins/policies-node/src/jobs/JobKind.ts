import { JsonValue } from '@backstage/types';
import { Knex } from 'knex';
import { Job, JobLane, JobProgress } from './Job';

/** What a worker does a job with. All of it fails with {@link JobLostError} once the job is not its own any more. */
export interface JobWork {
  /** The job as it was when this attempt began. */
  readonly job: Job;
  /**
   * Aborted when the job is cancelled, the replica ends, or another worker has it because this one was not
   * heard of for too long.
   */
  readonly signal: AbortSignal;
  /** Tells how far it is. */
  progress(progress: JobProgress): Promise<void>;
  /**
   * Writes what belongs to the job. A worker that was halted for so long that another one took the job writes
   * nothing: the lease is looked at in the transaction itself, and keeps others from the job until it ends.
   *
   * @param act - writes within the transaction and nowhere else
   * @param resume - kept in the same transaction, so that what was written is not written again by whoever
   * takes the job up
   */
  write<T>(
    act: (tx: Knex.Transaction) => Promise<T>,
    resume?: JsonValue,
  ): Promise<T>;
}

/** Work of one sort, which a feature adds. */
export interface JobKind {
  /** Unique among all features, as `changes.checks`: the feature, then what is done. */
  readonly name: string;
  readonly lane: JobLane;
  /** How often it is tried, by default 3. Workers that fell silent count. */
  readonly mostAttempts?: number;
  /** Milliseconds before the second attempt, by default 1000; each further one waits twice as long, up to five minutes. */
  readonly retryMs?: number;
  /**
   * Does a job. It may be begun more than once, so what it does outside of `work.write` has to bear that.
   *
   * @returns its result
   * @throws anything to have it tried again
   */
  run(work: JobWork): Promise<JsonValue | void>;
  /**
   * Writes what follows when a job is given up after its last attempt, in the transaction that ends it.
   *
   * @param job - with the error of the last attempt
   */
  giveUp?(job: Job, tx: Knex.Transaction): Promise<void>;
}
