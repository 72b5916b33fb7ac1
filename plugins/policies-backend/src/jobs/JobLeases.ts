import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonValue } from '@backstage/types';
import {
  Clock,
  isPostgres,
  Job,
  JobKind,
  JobLane,
  JobLostError,
  JobProgress,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { JobRow, jobRows, toJob } from './jobRow';
import { messageOf } from './messageOf';

/*
 * A job that runs has a lease, which is a number: it goes up whenever the job changes hands. Whoever writes for
 * a job names the number it was given, in the same statement or transaction. So it does not matter what a
 * worker believes that was halted for an hour, nor what time it is anywhere: nothing that it writes is taken.
 */

/** Longest error that is kept, in characters. */
const MAX_ERROR = 2_000;

/** One worker's hold on a job. */
export interface JobLease {
  id: number;
  lease: number;
}

/** A job with the lease on it. */
export interface LeasedJob extends JobLease {
  job: Job;
}

/** What a job that runs shows of its worker. */
export type JobBeat = Pick<JobRow, 'id' | 'kind' | 'lane' | 'lease' | 'beat'>;

/** Finds the row of a job as long as it is as it was. */
type FindRows = (db?: Knex) => ReturnType<typeof jobRows>;

/** Who works at which job, in the plugin's database. */
export class JobLeases {
  constructor(
    private readonly db: Knex,
    private readonly clock: Clock,
    private readonly logger: LoggerService,
  ) {}

  /** Takes the next job of a lane that is due, and of whose key no other is at work. */
  async claim(lane: JobLane, kinds: string[]): Promise<LeasedJob | undefined> {
    const next = this.db('policy_jobs as job')
      .where({ state: 'queued', lane })
      .whereIn('kind', kinds)
      .where('due_ms', '<=', this.clock.now())
      .whereNotExists(
        this.db('policy_jobs as other')
          .where('other.state', 'running')
          .whereRaw('other.kind = job.kind and other.key = job.key')
          .select(this.db.raw('1')),
      )
      .orderBy('order_ms')
      .orderBy('id')
      .limit(1)
      .select('id');
    if (isPostgres(this.db)) {
      next.forUpdate('job').skipLocked();
    }
    const [row] = await jobRows(this.db)
      .where({ id: next as unknown as number, state: 'queued' })
      .update(this.begun(), '*');
    return row && leasedOf(row);
  }

  /** What runs, by the signs of life of its workers. */
  listBeats(kinds: string[]): Promise<JobBeat[]> {
    return jobRows(this.db)
      .where({ state: 'running' })
      .whereIn('kind', kinds)
      .select('id', 'kind', 'lane', 'lease', 'beat');
  }

  /**
   * Takes a job from a worker that is silent, or gives it up where that was its last attempt.
   *
   * @returns undefined where it was given up, or the worker showed that it lives
   */
  async takeOver(
    { id, lease, beat }: JobBeat,
    kind: JobKind,
  ): Promise<LeasedJob | undefined> {
    const silent: FindRows = (db = this.db) =>
      jobRows(db).where({ id, lease, beat, state: 'running' });
    const known = await silent().first();
    if (!known) {
      return undefined;
    }
    if (known.attempts < mostAttemptsOf(kind)) {
      const [row] = await silent().update(this.begun(), '*');
      return row && leasedOf(row);
    }
    const error = `its worker was not heard of any more, in attempt ${
      known.attempts
    } of ${mostAttemptsOf(kind)}${
      known.error ? `; before that: ${known.error}` : ''
    }`;
    await this.fail(silent, error, kind);
    return undefined;
  }

  /** Shows that the worker lives. @returns false when the job is not its own any more */
  async beat(held: JobLease): Promise<boolean> {
    const written = await this.rowOf(held).update({
      beat: this.db.raw('beat + 1') as unknown as number,
    });
    return written > 0;
  }

  /** @returns false when the job is not its own any more */
  async tell(held: JobLease, progress: JobProgress): Promise<boolean> {
    const written = await this.rowOf(held).update({
      beat: this.db.raw('beat + 1') as unknown as number,
      progress: JSON.stringify(progress),
    });
    return written > 0;
  }

  /** @throws JobLostError when the job is not its own any more: nothing was written then */
  async write<T>(
    held: JobLease,
    act: (tx: Knex.Transaction) => Promise<T>,
    resume?: JsonValue,
  ): Promise<T> {
    return this.db.transaction(async tx => {
      // Holds the row, so that nobody takes the job before this is committed.
      const written = await this.rowOf(held, tx).update({
        beat: tx.raw('beat + 1') as unknown as number,
        ...(resume === undefined ? {} : { resume: JSON.stringify(resume) }),
      });
      if (!written) {
        throw new JobLostError(
          `job '${held.id}' is another worker's by now, or was cancelled; nothing was written`,
        );
      }
      return act(tx);
    });
  }

  /** Ends a job well. @returns false when it is not the worker's own any more */
  async succeed(held: JobLease, result: JsonValue | void): Promise<boolean> {
    const written = await this.rowOf(held).update(
      this.ended('succeeded', {
        error: null,
        result: result === undefined ? null : JSON.stringify(result),
      }),
    );
    return written > 0;
  }

  /**
   * Has a job tried again later. Where another of its key waits already, that one does the work and this one
   * ends.
   */
  async retry(held: JobLease, error: string, delayMs: number): Promise<void> {
    await this.queueAgain(held, {
      error: error.slice(0, MAX_ERROR),
      due_ms: this.clock.now() + delayMs,
    });
  }

  /** Leaves a job to whoever comes next, as if it had not been begun. */
  async handBack(held: JobLease): Promise<void> {
    await this.queueAgain(held, {
      attempts: this.db.raw('attempts - 1') as unknown as number,
    });
  }

  /** Ends a job of which no attempt is left. */
  async giveUp(held: JobLease, error: string, kind: JobKind): Promise<void> {
    await this.fail(db => this.rowOf(held, db), error, kind);
  }

  /** Forgets what ended so long ago. */
  async forget(olderThanMs: number): Promise<void> {
    await jobRows(this.db)
      .where('ended_at', '<', new Date(this.clock.now() - olderThanMs))
      .delete();
  }

  /**
   * What the kind writes then belongs to the end of the job. Where it cannot, the job ends all the same: who
   * waits for it would wait for good, and each replica would try it again and again.
   */
  private async fail(
    find: FindRows,
    error: string,
    kind: JobKind,
  ): Promise<void> {
    const end = (text: string, db?: Knex) =>
      find(db).update(
        this.ended('failed', { error: text.slice(0, MAX_ERROR) }),
        '*',
      );
    try {
      await this.db.transaction(async tx => {
        const [row] = await end(error, tx);
        if (row) {
          await kind.giveUp?.(toJob(row), tx);
        }
      });
    } catch (reason) {
      const [row] = await end(
        `${error}; and what follows from that could not be written: ${messageOf(
          reason,
        )}`,
      );
      if (row) {
        this.logger.error(
          `what follows when job '${row.id}' (${row.kind}) is given up could not be written`,
          toError(reason),
        );
      }
    }
  }

  private rowOf({ id, lease }: JobLease, db: Knex = this.db) {
    return jobRows(db).where({ id, lease, state: 'running' });
  }

  private async queueAgain(
    held: JobLease,
    values: Partial<JobRow>,
  ): Promise<void> {
    await this.db.transaction(async tx => {
      const row = await this.rowOf(held, tx).first();
      if (!row) {
        return;
      }
      const waiting =
        row.key !== null &&
        (await jobRows(tx)
          .where({ kind: row.kind, key: row.key, state: 'queued' })
          .first('id'));
      const lease = held.lease + 1;
      await this.rowOf(held, tx).update(
        waiting
          ? {
              ...this.ended('cancelled', {
                error: `job '${waiting.id}' of the same key does the work`,
              }),
              lease,
            }
          : { ...values, state: 'queued', lease },
      );
    });
  }

  private begun() {
    return {
      state: 'running' as const,
      lease: this.db.raw('lease + 1') as unknown as number,
      attempts: this.db.raw('attempts + 1') as unknown as number,
      beat: 0,
      progress: null,
      started_at: new Date(this.clock.now()),
    };
  }

  private ended(
    state: 'succeeded' | 'failed' | 'cancelled',
    values: Partial<JobRow>,
  ) {
    return { ...values, state, ended_at: new Date(this.clock.now()) };
  }
}

export function mostAttemptsOf({ mostAttempts = 3 }: JobKind): number {
  return mostAttempts;
}

function leasedOf(row: JobRow): LeasedJob {
  return { id: row.id, lease: row.lease, job: toJob(row) };
}
