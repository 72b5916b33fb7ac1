import { Gate } from '../Gate';
import { until } from '../until';
import { JobsBench } from './JobsBench';

/** Which job is next, and who takes it. */
export function describeTurns(bench: JobsBench): void {
  const { openReplica, effects, write, writing, add, untilState, passing } =
    bench;

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
    expect((await effects()).slice(1)).toEqual(['bulk a', 'bulk b', 'bulk c']);
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
}
