import { Knex } from 'knex';
import { Job, JobState } from '../../jobs/Job';
import { JobKind, JobWork } from '../../jobs/JobKind';
import { Jobs } from '../../jobs/Jobs';
import { Gate } from '../Gate';
import { ManualClock } from '../ManualClock';
import { until } from '../until';

/** One process that works at the queue. */
export interface JobsReplica {
  jobs: Jobs;
  start(): void;
  stop(): Promise<void>;
}

/** A queue that is empty. */
export interface OpenQueue {
  /** The database in which jobs write. */
  knex: Knex;
  /** Whether others go on while a transaction is open. */
  isConcurrent: boolean;
  openReplica(options: {
    kinds: JobKind[];
    clock: ManualClock;
    /** Jobs of each lane at once. */
    places: { interactive: number; bulk: number };
  }): Promise<JobsReplica>;
}

/** A table that jobs of the suite write in: what is there twice was done twice. */
export const EFFECTS = 'effects';
export const ASKED_BY = 'user:default/ann';
/** Longer than any worker may be silent. */
export const LONG_MS = 15_000;

/** A queue, its replicas, and what tests do with them. */
export class JobsBench {
  queue!: OpenQueue;
  private replicas: Array<{ replica: JobsReplica; gates: Gate[] }> = [];

  async open(queue: OpenQueue): Promise<void> {
    this.queue = queue;
    await queue.knex.schema.createTable(EFFECTS, table => {
      table.increments('id');
      table.string('effect').notNullable();
    });
  }

  async close(): Promise<void> {
    for (const { replica, gates } of this.replicas.splice(0)) {
      gates.forEach(gate => gate.open());
      await replica.stop();
    }
  }

  /** @param options - `gates` are opened at the end, so that nothing hangs */
  readonly openReplica = async (
    kinds: JobKind[],
    { places = { interactive: 2, bulk: 1 }, gates = [] as Gate[] } = {},
  ) => {
    const clock = new ManualClock();
    const replica = await this.queue.openReplica({ kinds, clock, places });
    this.replicas.push({ replica, gates });
    replica.start();
    return { ...replica, clock };
  };

  readonly effects = async (): Promise<string[]> =>
    (await this.queue.knex(EFFECTS).orderBy('id').select('effect')).map(
      ({ effect }) => effect,
    );

  readonly write = (work: JobWork, effect: string, resume?: string) =>
    work.write(async tx => {
      await tx(EFFECTS).insert({ effect });
    }, resume);

  readonly writing = (name: string, more: Partial<JobKind> = {}): JobKind => ({
    name,
    lane: 'interactive',
    run: work => this.write(work, `${name} ${work.job.input}`),
    ...more,
  });

  readonly add = (jobs: Jobs, kind: string, input = 'a', more: object = {}) =>
    jobs.enqueue({ kind, input, askedBy: ASKED_BY, ...more });

  readonly untilState = (jobs: Jobs, id: string, ...states: JobState[]) =>
    until(
      () => jobs.find(id),
      job => job && states.includes(job.state),
    ) as Promise<Job>;

  /** Has time pass on a replica until something is so. */
  readonly passing = <T>(clock: ManualClock, look: () => Promise<T>) =>
    until(() => {
      clock.advance(LONG_MS);
      return look();
    });
}
