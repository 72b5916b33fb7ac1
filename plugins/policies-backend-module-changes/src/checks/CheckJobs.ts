import { Jobs } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** Name of the jobs that run the checks of a push. */
export const CHECKS_JOB = 'changes.checks';

/** Queues the jobs that run checks: one a push, keyed by its change. */
export class CheckJobs {
  constructor(private readonly jobs: Jobs) {}

  /** Queues the job of a push, in place of that of an earlier one. */
  async replace(
    tx: Knex.Transaction,
    change: string,
    askedBy: string,
  ): Promise<void> {
    await this.cancel(tx, change);
    await this.enqueue(change, askedBy, 'open', tx);
  }

  /** Queues a job for checks that are queued again: one that is at work may have passed over them. */
  async repeat(
    tx: Knex.Transaction,
    change: string,
    askedBy: string,
  ): Promise<void> {
    await this.enqueue(change, askedBy, 'queued', tx);
  }

  /** Queues a job unless there is one that has not ended. */
  async ensure(change: string, askedBy: string): Promise<void> {
    await this.enqueue(change, askedBy, 'open');
  }

  async cancel(tx: Knex.Transaction, change: string): Promise<void> {
    await this.jobs.cancel({ kind: CHECKS_JOB, key: change }, tx);
  }

  private async enqueue(
    change: string,
    askedBy: string,
    joins: 'open' | 'queued',
    tx?: Knex.Transaction,
  ): Promise<void> {
    await this.jobs.enqueue(
      { kind: CHECKS_JOB, input: { change }, key: change, askedBy, joins },
      tx,
    );
  }
}
