import { Knex } from 'knex';
import { Gate } from '../Gate';
import { until } from '../until';
import { ASKED_BY, EFFECTS, LONG_MS, JobsBench } from './JobsBench';

/** Work that is the same, and work that belongs to what a transaction writes. */
export function describeKeys(bench: JobsBench): void {
  const { openReplica, effects, write, writing, add, untilState, passing } =
    bench;

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
    await bench.queue.knex
      .transaction(async tx => {
        await enqueue(tx);
        throw new Error('not committed');
      })
      .catch(() => {});
    expect((await jobs.list({ limit: 10 })).items).toEqual([]);
    for (let count = 1; count <= 5; count++) {
      const { id } = await bench.queue.knex.transaction(async tx => {
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
    await bench.queue.knex.transaction(async tx => {
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
      const passedOver = bench.queue.isConcurrent
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
}
