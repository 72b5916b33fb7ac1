import { Gate } from '../Gate';
import { until } from '../until';
import { describeKeys } from './describeKeys';
import { describeLeases } from './describeLeases';
import { describeTurns } from './describeTurns';
import { ASKED_BY, JobsBench, OpenQueue } from './JobsBench';

/*
 * What every queue must do, whatever it is kept in:
 *
 *   describeJobs({ name: 'SQLITE_3', open: async () => ({ knex, isConcurrent: false, openReplica }) });
 *
 * Effects are rows of a table of its own, written by `work.write`: what is there twice was done twice. Replicas
 * have clocks of their own that stand still by themselves, so one of which the clock is left alone is halted.
 */

/** Runs the conformance suite against a queue. */
export function describeJobs(options: {
  name: string;
  open(): Promise<OpenQueue>;
}): void {
  describe(`jobs on ${options.name}`, () => {
    const bench = new JobsBench();
    const { openReplica, writing, add, untilState } = bench;

    beforeEach(async () => bench.open(await options.open()));
    afterEach(() => bench.close());

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

    describeLeases(bench);
    describeTurns(bench);
    describeKeys(bench);
  });
}
