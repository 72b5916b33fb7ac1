import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  Clock,
  Job,
  JobKind,
  JobLane,
  JobQuery,
  JobReference,
  Jobs,
  NewJob,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { AddedParts } from '../features/AddedParts';
import { enqueueJob } from './enqueueJob';
import { JobLeases } from './JobLeases';
import { JobOptions } from './readJobOptions';
import { jobRows, OPEN_STATES, toJob } from './jobRow';
import { JobRunner } from './JobRunner';

const FORGET_EVERY_MS = 3_600_000;

/** {@link Jobs} in the plugin's database, SQLite or Postgres, and the workers of this replica. */
export class DatabaseJobs implements Jobs {
  static async create(
    options: JobOptions & {
      database: DatabaseService;
      kinds: AddedParts<JobKind>;
      clock: Clock;
      logger: LoggerService;
    },
  ): Promise<DatabaseJobs> {
    return new DatabaseJobs(await options.database.getClient(), options);
  }

  private readonly leases: JobLeases;
  private readonly runner: JobRunner;
  private endForgetting = () => {};

  private constructor(
    private readonly db: Knex,
    private readonly options: JobOptions & {
      kinds: AddedParts<JobKind>;
      clock: Clock;
      logger: LoggerService;
    },
  ) {
    this.leases = new JobLeases(db, options.clock, options.logger);
    this.runner = new JobRunner({ ...options, leases: this.leases });
  }

  /** Begins to take jobs. */
  start(): void {
    const { clock } = this.options;
    this.endForgetting = clock.every(FORGET_EVERY_MS, () => this.forget());
    this.forget();
    this.runner.start();
  }

  /** Takes no more, and hands back what is at work. */
  async stop(): Promise<void> {
    this.endForgetting();
    await this.runner.stop();
  }

  /** How many jobs of each lane this replica is at. */
  countRunning(): Array<[JobLane, number]> {
    return this.runner.countRunning();
  }

  /** How many jobs of each lane are due and nobody is at, on any replica. */
  async countWaiting(): Promise<Array<[JobLane, number]>> {
    const rows: Array<{ lane: JobLane; count: number | string }> =
      await jobRows(this.db)
        .where({ state: 'queued' })
        .where('due_ms', '<=', this.options.clock.now())
        .groupBy('lane')
        .select('lane')
        .count({ count: '*' });
    return this.countRunning().map(([lane]) => [
      lane,
      Number(rows.find(row => row.lane === lane)?.count ?? 0),
    ]);
  }

  async enqueue(
    job: NewJob,
    tx?: Knex.Transaction,
  ): Promise<{ id: string; isNew: boolean }> {
    const { kinds, clock } = this.options;
    const kind = kinds.find(job.kind);
    if (!kind) {
      throw new InputError(
        `no feature adds jobs of kind '${job.kind}'; there are ${
          kinds
            .list()
            .map(({ name }) => `'${name}'`)
            .join(', ') || 'none'
        }`,
      );
    }
    const queued = await enqueueJob(
      tx ?? this.db,
      { ...job, lane: kind.lane },
      clock,
    );
    this.afterCommit(tx, () => this.runner.wake());
    return queued;
  }

  async find(id: string): Promise<Job | undefined> {
    if (!/^\d{1,9}$/.test(id)) {
      return undefined;
    }
    const row = await jobRows(this.db)
      .where({ id: Number(id) })
      .first();
    return row && toJob(row);
  }

  async list(query: JobQuery): Promise<{ items: Job[]; nextCursor?: string }> {
    const rows = jobRows(this.db)
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    for (const [column, value] of [
      ['kind', query.kind],
      ['key', query.key],
      ['lane', query.lane],
      ['asked_by', query.askedBy],
    ] as const) {
      if (value !== undefined) {
        rows.where(column, value);
      }
    }
    if (query.states) {
      rows.whereIn('state', query.states);
    }
    if (query.cursor !== undefined) {
      rows.where('id', '<', idOf(query.cursor));
    }
    const found = await rows;
    const page = found.slice(0, query.limit);
    return {
      items: page.map(toJob),
      nextCursor:
        found.length > page.length
          ? String(page[page.length - 1].id)
          : undefined,
    };
  }

  async cancel(
    reference: JobReference,
    tx?: Knex.Transaction,
  ): Promise<number> {
    const db = tx ?? this.db;
    const cancelled = await jobRows(db)
      .where(
        'id' in reference
          ? { id: idOf(reference.id) }
          : { kind: reference.kind, key: reference.key },
      )
      .whereIn('state', OPEN_STATES)
      .update({
        state: 'cancelled',
        lease: db.raw('lease + 1') as unknown as number,
        ended_at: new Date(this.options.clock.now()),
      });
    if (cancelled) {
      this.afterCommit(tx, () => this.runner.checkLeases());
    }
    return cancelled;
  }

  private afterCommit(tx: Knex.Transaction | undefined, act: () => void): void {
    if (tx) {
      tx.executionPromise.then(act, () => {});
    } else {
      act();
    }
  }

  private forget(): void {
    const { keepMs, logger } = this.options;
    this.leases
      .forget(keepMs)
      .catch(error => logger.warn(`ended jobs cannot be deleted: ${error}`));
  }
}

/** @throws InputError for what no job is called */
function idOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new InputError(
      `'${text}' is no id of a job; pass one that the queue gave`,
    );
  }
  return Number(text);
}
