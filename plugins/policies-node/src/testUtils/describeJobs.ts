import { Knex } from 'knex';
import { Job, JobState } from '../jobs/Job';
import { JobKind, JobWork } from '../jobs/JobKind';
import { Jobs } from '../jobs/Jobs';
import { Gate } from './Gate';
import { ManualClock } from './ManualClock';
import { until } from './until';

/*
 * What every queue must do, whatever it is kept in:
 *
 *   describeJobs({ name: 'SQLITE_3', open: async () => ({ knex, isConcurrent: false, openReplica }) });
 *
 * Effects are rows of a table of its own, written by `work.write`: what is there twice was done twice. Replicas
 * have clocks of their own that stand still by themselves, so one of which the clock is left alone is halted.
 */

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

const EFFECTS = 'effects';
const ASKED_BY = 'user:default/ann';
/** Longer than any worker may be silent. */
const LONG_MS = 15_000;

/** Runs the conformance suite against a queue. */
export function describeJobs(options: {
  name: string;
  open(): Promise<OpenQueue>;
}): void {
  describe(`jobs on ${options.name}`, () => {
    let queue: OpenQueue;
    let replicas: Array<{ replica: JobsReplica; gates: Gate[] }>;

    beforeEach(async () => {
      queue = await options.open();
      replicas = [];
      await queue.knex.schema.createTable(EFFECTS, table => {
        table.increments('id');
        table.string('effect').notNullable();
      });
    });
    afterEach(async () => {
      for (const { replica, gates } of replicas) {
        gates.forEach(gate => gate.open());
        await replica.stop();
      }
    });

    async function openReplica(
      kinds: JobKind[],
      { places = { interactive: 2, bulk: 1 }, gates = [] as Gate[] } = {},
    ) {
      const clock = new ManualClock();
      const replica = await queue.openReplica({ kinds, clock, places });
      replicas.push({ replica, gates });
      replica.start();
      return { ...replica, clock };
    }
    const effects = async (): Promise<string[]> =>
      (await queue.knex(EFFECTS).orderBy('id').select('effect')).map(
        ({ effect }) => effect,
      );
    const write = (work: JobWork, effect: string, resume?: string) =>
      work.write(async tx => {
        await tx(EFFECTS).insert({ effect });
      }, resume);
    const writing = (name: string, more: Partial<JobKind> = {}): JobKind => ({
      name,
      lane: 'interactive',
      run: work => write(work, `${name} ${work.job.input}`),
      ...more,
    });
    const add = (jobs: Jobs, kind: string, input = 'a', more: object = {}) =>
      jobs.enqueue({ kind, input, askedBy: ASKED_BY, ...more });
    const untilState = (jobs: Jobs, id: string, ...states: JobState[]) =>
      until(
        () => jobs.find(id),
        job => job && states.includes(job.state),
      ) as Promise<Job>;
    /** Has time pass on a replica until something is so. */
    const passing = <T>(clock: ManualClock, look: () => Promise<T>) =>
      until(() => {
        clock.advance(LONG_MS);
        return look();
      });

    it('keeps what was asked, by whom, how far it is and what came of it', async () => {
      const gate = new Gate();
      const { jobs } = await openReplica(
        [
          {
            name: 'count',
            lane: 'bulk',
            run: async work => {
              await work.progress({ summary: 'Half', done: 1, total: 2 });
              await gate.pass();
              return { counted: 2 };
            },
          },
        ],
        { gates: [gate] },
      );
      const { id, isNew } = await add(jobs, 'count', 'these', { key: 'k' });
      expect(isNew).toBe(true);
      expect(
        await until(
          () => jobs.find(id),
          job => job?.progress,
        ),
      ).toMatchObject({
        kind: 'count',
        lane: 'bulk',
        key: 'k',
        input: 'these',
        askedBy: ASKED_BY,
        state: 'running',
        attempts: 1,
        progress: { summary: 'Half', done: 1, total: 2 },
      });
      gate.open();
      const ended = await untilState(jobs, id, 'succeeded');
      expect(ended.result).toEqual({ counted: 2 });
      expect(Date.parse(ended.endedAt!)).toBeGreaterThanOrEqual(
        Date.parse(ended.queuedAt),
      );
      await expect(add(jobs, 'unheard-of')).rejects.toThrow(
        `no feature adds jobs of kind 'unheard-of'; there are 'count'`,
      );
      for (const input of ['x', 'y', 'z']) {
        await add(jobs, 'count', input);
      }
      const first = await jobs.list({ kind: 'count', limit: 3 });
      const rest = await jobs.list({ limit: 3, cursor: first.nextCursor });
      expect([...first.items, ...rest.items].map(({ input }) => input)).toEqual(
        ['z', 'y', 'x', 'these'],
      );
      expect(rest.nextCursor).toBeUndefined();
    });

    it('writes nothing by a worker that was halted past its lease, while another is at the job and after it', async () => {
      const halted = new Gate();
      const working = new Gate();
      const told: string[] = [];
      const kind = (name: string, gate: Gate): JobKind => ({
        name: 'pay',
        lane: 'interactive',
        run: async work => {
          if (work.job.resume !== 'begun') {
            await write(work, 'begun', 'begun');
          }
          await gate.pass();
          for (const act of [
            () => write(work, `paid by ${name}`),
            () => work.progress({ summary: `Paid by ${name}` }),
          ]) {
            told.push(
              await act().then(
                () => `${name} wrote`,
                error => `${name}: ${error.name}`,
              ),
            );
          }
          told.push(`${name} ${work.signal.aborted ? 'is told' : 'ends'}`);
          return name;
        },
      });
      const first = await openReplica([kind('one', halted)], {
        gates: [halted],
      });
      const { id } = await add(first.jobs, 'pay');
      await until(() => halted.count);
      const other = await openReplica([kind('two', working)], {
        gates: [working],
      });
      await passing(other.clock, async () => working.count);
      halted.open();
      await until(() => told.length === 3);
      expect(told.splice(0)).toEqual([
        'one: JobLostError',
        'one: JobLostError',
        'one is told',
      ]);
      // What it returns ends nothing either.
      first.clock.advance(LONG_MS);
      expect(await other.jobs.find(id)).toMatchObject({
        state: 'running',
        attempts: 2,
      });
      expect(await effects()).toEqual(['begun']);
      working.open();
      expect(await untilState(other.jobs, id, 'succeeded')).toMatchObject({
        result: 'two',
        progress: { summary: 'Paid by two' },
      });
      expect(told).toEqual(['two wrote', 'two wrote', 'two ends']);
      expect(await effects()).toEqual(['begun', 'paid by two']);
    });

    it('tells a worker that comes back when the job has ended', async () => {
      const halted = new Gate();
      const told: string[] = [];
      const kind = (name: string, gate?: Gate): JobKind => ({
        name: 'pay',
        lane: 'interactive',
        run: async work => {
          await gate?.pass();
          await write(work, `paid by ${name}`).catch(error => {
            told.push(`${name}: ${error.name}`);
            throw error;
          });
        },
      });
      const first = await openReplica([kind('one', halted)], {
        gates: [halted],
      });
      const { id } = await add(first.jobs, 'pay');
      await until(() => halted.count);
      const other = await openReplica([kind('two')]);
      await passing(other.clock, async () => {
        const job = await other.jobs.find(id);
        return job?.state === 'succeeded';
      });
      halted.open();
      await until(() => told.length);
      expect(told).toEqual(['one: JobLostError']);
      expect(await effects()).toEqual(['paid by two']);
      expect((await other.jobs.find(id))?.state).toBe('succeeded');
    });

    it('leaves a job to a worker that shows that it lives, however long it takes', async () => {
      const gate = new Gate();
      const kinds = [
        writing('slow', {
          run: async work => {
            await gate.pass();
            await write(work, 'slow');
          },
        }),
      ];
      const first = await openReplica(kinds, { gates: [gate] });
      const { id } = await add(first.jobs, 'slow');
      await until(() => gate.count);
      const other = await openReplica(kinds, { gates: [gate] });
      const beatOf = async () => (await queue.knex('policy_jobs').first()).beat;
      for (let round = 0; round < 10; round++) {
        const before = await beatOf();
        first.clock.advance(2_000);
        await until(async () => (await beatOf()) > before);
        other.clock.advance(2_000);
      }
      gate.open();
      expect(await untilState(first.jobs, id, 'succeeded')).toMatchObject({
        attempts: 1,
      });
      expect(await effects()).toEqual(['slow']);
    });

    it('does each of many jobs once, on two replicas', async () => {
      const kinds = [writing('one'), writing('two', { lane: 'bulk' })];
      const [first, second] = [
        await openReplica(kinds),
        await openReplica(kinds),
      ];
      const wanted = Array.from({ length: 20 }, (_, index) => [
        `one ${index}`,
        `two ${index}`,
      ]).flat();
      await Promise.all(
        wanted.map((effect, index) => {
          const [kind, input] = effect.split(' ');
          return add((index % 3 ? first : second).jobs, kind, input);
        }),
      );
      await passing(first.clock, async () => {
        second.clock.advance(2_000);
        return (await effects()).length >= wanted.length;
      });
      expect((await effects()).sort()).toEqual(wanted.sort());
    });

    it('goes on where a replica died, as often as its kind allows, and then says so', async () => {
      const gate = new Gate();
      const given: string[] = [];
      const dies = (): JobKind => ({
        name: 'dies',
        lane: 'interactive',
        mostAttempts: 2,
        run: async work => {
          await write(work, `attempt ${work.job.attempts}`);
          await gate.pass();
        },
        giveUp: async (job, tx) => {
          given.push(job.error!);
          await tx(EFFECTS).insert({ effect: 'given up' });
        },
      });
      const first = await openReplica([dies()], { gates: [gate] });
      const { id } = await add(first.jobs, 'dies');
      await until(() => gate.count === 1);
      const second = await openReplica([dies()], { gates: [gate] });
      await passing(second.clock, async () => gate.count === 2);
      const third = await openReplica([dies()], { gates: [gate] });
      await passing(third.clock, async () => given.length);
      expect(await untilState(third.jobs, id, 'failed')).toMatchObject({
        error: 'its worker was not heard of any more, in attempt 2 of 2',
        attempts: 2,
      });
      expect(await effects()).toEqual(['attempt 1', 'attempt 2', 'given up']);
    });

    it('tries again after longer and longer, and names the last error when it gives up', async () => {
      const kind: JobKind = {
        name: 'fails',
        lane: 'interactive',
        retryMs: 1_000,
        run: async work => {
          await write(work, 'tried');
          throw new Error(`no luck ${work.job.attempts}`);
        },
        giveUp: async (_, tx) => {
          await tx(EFFECTS).insert({ effect: 'given up' });
        },
      };
      const { jobs, clock } = await openReplica([kind]);
      const { id } = await add(jobs, 'fails');
      const waiting = (attempts: number) =>
        until(
          () => jobs.find(id),
          job => job?.state === 'queued' && job.attempts === attempts,
        );
      expect(await waiting(1)).toMatchObject({ error: 'no luck 1' });
      clock.advance(900);
      expect(await effects()).toEqual(['tried']);
      clock.advance(2_000);
      expect(await waiting(2)).toMatchObject({ error: 'no luck 2' });
      clock.advance(4_000);
      expect(await untilState(jobs, id, 'failed')).toMatchObject({
        error: 'no luck 3',
        attempts: 3,
      });
      expect(await effects()).toEqual(['tried', 'tried', 'tried', 'given up']);
    });

    it('cancels what waits and what is at work, which writes nothing more', async () => {
      const gate = new Gate();
      const seen: string[] = [];
      const kinds = [
        writing('long', {
          run: async work => {
            await gate.pass();
            seen.push(work.signal.aborted ? 'aborted' : 'goes on');
            await write(work, 'long');
          },
        }),
      ];
      const places = { interactive: 1, bulk: 1 };
      const first = await openReplica(kinds, { places, gates: [gate] });
      const { id } = await add(first.jobs, 'long', 'a', { key: 'a' });
      const waits = await add(first.jobs, 'long', 'b', { key: 'b' });
      await until(() => gate.count);
      const other = await openReplica([], { places });
      expect(await other.jobs.cancel({ kind: 'long', key: 'b' })).toBe(1);
      await queue.knex
        .transaction(async tx => {
          await other.jobs.cancel({ id }, tx);
          throw new Error('not committed');
        })
        .catch(() => {});
      expect((await other.jobs.find(id))?.state).toBe('running');
      expect(await other.jobs.cancel({ id })).toBe(1);
      expect(await other.jobs.cancel({ id })).toBe(0);
      await passing(first.clock, async () => {
        gate.open();
        return seen.length;
      });
      // The worker may have gone on before it was told: what it wrote was refused all the same.
      expect(await effects()).toEqual([]);
      for (const job of [id, waits.id]) {
        expect((await other.jobs.find(job))?.state).toBe('cancelled');
      }
    });

    it('has places for each lane, so that neither waits for the other', async () => {
      const gate = new Gate();
      const bulk = writing('bulk', {
        lane: 'bulk',
        run: async work => {
          await gate.pass();
          await write(work, `bulk ${work.job.input}`);
        },
      });
      const { jobs } = await openReplica([bulk, writing('quick')], {
        places: { interactive: 1, bulk: 1 },
        gates: [gate],
      });
      for (const input of ['a', 'b', 'c']) {
        await add(jobs, 'bulk', input);
      }
      const quick = await add(jobs, 'quick');
      await untilState(jobs, quick.id, 'succeeded');
      expect(gate.count).toBe(1);
      expect(await effects()).toEqual(['quick a']);
      gate.open();
      await until(async () => (await effects()).length === 4);
      expect((await effects()).slice(1)).toEqual([
        'bulk a',
        'bulk b',
        'bulk c',
      ]);
    });

    it('takes what waited longest, what is ahead of that, and nothing before it is due', async () => {
      const gate = new Gate();
      const { jobs, clock } = await openReplica(
        [
          writing('work', {
            run: async work => {
              await gate.pass();
              await write(work, String(work.job.input));
            },
          }),
        ],
        { places: { interactive: 1, bulk: 1 }, gates: [gate] },
      );
      await add(jobs, 'work', 'at work');
      await until(() => gate.count);
      await add(jobs, 'work', 'first');
      clock.advance(1_000);
      await add(jobs, 'work', 'later');
      await add(jobs, 'work', 'ahead', { aheadMs: 60_000 });
      await add(jobs, 'work', 'not yet', { delayMs: 5_000, aheadMs: 90_000 });
      gate.open();
      await until(async () => (await effects()).length === 4);
      expect(await effects()).toEqual(['at work', 'ahead', 'first', 'later']);
      clock.advance(6_000);
      await until(async () => (await effects()).length === 5);
    });

    it('queues the same work once, and begins what may have missed something again', async () => {
      const gate = new Gate();
      const { jobs } = await openReplica(
        [
          writing('sum', {
            run: async work => {
              await gate.pass();
              await write(work, `sum ${work.job.input}`);
            },
          }),
        ],
        { gates: [gate] },
      );
      const first = await add(jobs, 'sum', 'a', { key: 'k' });
      await until(() => gate.count);
      expect(await add(jobs, 'sum', 'b', { key: 'k' })).toEqual({
        id: first.id,
        isNew: false,
      });
      const again = await Promise.all(
        ['c', 'd', 'e'].map(input =>
          add(jobs, 'sum', input, { key: 'k', joins: 'queued' }),
        ),
      );
      expect(new Set(again.map(({ id }) => id)).size).toBe(1);
      expect(again.filter(({ isNew }) => isNew)).toHaveLength(1);
      // Of one key one at a time, though there is a place.
      expect(gate.count).toBe(1);
      const other = await add(jobs, 'sum', 'z', { key: 'other' });
      await until(() => gate.count === 2);
      gate.open();
      await untilState(jobs, again[0].id, 'succeeded');
      await untilState(jobs, other.id, 'succeeded');
      expect(await effects()).toHaveLength(3);
      expect((await add(jobs, 'sum', 'f', { key: 'k' })).isNew).toBe(true);
    });

    it('queues within a transaction what begins after it, with all that was written in it', async () => {
      const { jobs } = await openReplica([
        writing('count', {
          run: async () => (await effects()).length,
        }),
      ]);
      const enqueue = (tx: Knex.Transaction) =>
        jobs.enqueue(
          {
            kind: 'count',
            input: null,
            key: 'k',
            joins: 'queued',
            askedBy: ASKED_BY,
          },
          tx,
        );
      await queue.knex
        .transaction(async tx => {
          await enqueue(tx);
          throw new Error('not committed');
        })
        .catch(() => {});
      expect((await jobs.list({ limit: 10 })).items).toEqual([]);
      for (let count = 1; count <= 5; count++) {
        const { id } = await queue.knex.transaction(async tx => {
          const queued = await enqueue(tx);
          await tx(EFFECTS).insert({ effect: 'beside' });
          return queued;
        });
        expect(await untilState(jobs, id, 'succeeded')).toMatchObject({
          result: count,
        });
      }
    });

    it('begins what somebody joined when they have committed what belongs to it', async () => {
      const { jobs, clock } = await openReplica([
        writing('count', { run: async () => (await effects()).length }),
      ]);
      const waits = { key: 'k', delayMs: 1_000 };
      const { id } = await add(jobs, 'count', 'a', waits);
      const another = await add(jobs, 'count', 'b', { delayMs: 1_000 });
      await queue.knex.transaction(async tx => {
        const joined = await jobs.enqueue(
          {
            kind: 'count',
            input: 'c',
            key: 'k',
            joins: 'queued',
            askedBy: ASKED_BY,
          },
          tx,
        );
        expect(joined).toEqual({ id, isNew: false });
        clock.advance(LONG_MS);
        // Where one transaction holds all up, nothing can begin too early.
        const passedOver = queue.isConcurrent
          ? await untilState(jobs, another.id, 'succeeded').then(() =>
              jobs.find(id),
            )
          : { state: 'queued' };
        expect(passedOver?.state).toBe('queued');
        await tx(EFFECTS).insert({ effect: 'beside' });
      });
      await passing(clock, async () => {
        const job = await jobs.find(id);
        return job?.state === 'succeeded';
      });
      expect((await jobs.find(id))?.result).toBe(1);
    });

    it('hands back what is at work when its replica ends, which counts as no attempt', async () => {
      const gate = new Gate();
      const kind = (waits: boolean) =>
        writing('moves', {
          mostAttempts: 1,
          run: async work => {
            if (waits) {
              gate.pass();
              await new Promise((_, reject) => {
                work.signal.addEventListener('abort', () =>
                  reject(work.signal.reason),
                );
              });
            }
            await write(work, 'moved');
          },
        });
      const first = await openReplica([kind(true)]);
      const { id } = await add(first.jobs, 'moves');
      await until(() => gate.count);
      await first.stop();
      expect(await first.jobs.find(id)).toMatchObject({
        state: 'queued',
        attempts: 0,
      });
      const second = await openReplica([kind(false)]);
      await untilState(second.jobs, id, 'succeeded');
      expect(await effects()).toEqual(['moved']);
    });

    it('forgets what ended long ago, and nothing that has not', async () => {
      const { jobs, clock } = await openReplica([writing('quick')]);
      const { id } = await add(jobs, 'quick');
      await untilState(jobs, id, 'succeeded');
      const waits = await add(jobs, 'quick', 'b', {
        delayMs: 365 * 24 * 3_600_000,
      });
      clock.advance(24 * 3_600_000);
      expect(await jobs.find(id)).toBeDefined();
      clock.advance(30 * 24 * 3_600_000);
      await until(async () => !(await jobs.find(id)));
      expect((await jobs.find(waits.id))?.state).toBe('queued');
    });
  });
}
