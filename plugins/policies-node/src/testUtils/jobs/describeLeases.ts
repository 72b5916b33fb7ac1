import { JobKind } from '../../jobs/JobKind';
import { Gate } from '../Gate';
import { until } from '../until';
import { EFFECTS, LONG_MS, JobsBench } from './JobsBench';

/** What becomes of a job whose worker is halted, dies, fails or is told to end. */
export function describeLeases(bench: JobsBench): void {
  const { openReplica, effects, write, writing, add, untilState, passing } =
    bench;

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
    const beatOf = async () =>
      (await bench.queue.knex('policy_jobs').first()).beat;
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

  it('ends a job whatever it throws, and though what follows cannot be written', async () => {
    const gate = new Gate();
    const fails = (name: string, run: JobKind['run']): JobKind => ({
      name,
      lane: 'interactive',
      mostAttempts: 1,
      run,
      giveUp: async (_, tx) => {
        await tx(EFFECTS).insert({ effect: 'given up' });
        throw new Error('no such change');
      },
    });
    const follows =
      '; and what follows from that could not be written: no such change';
    const kinds = [
      fails('throws', async () => {
        // eslint-disable-next-line no-throw-literal
        throw 'out of\u0000 luck';
      }),
      fails('returns', async () => BigInt(1) as unknown as number),
      fails('dies', () => gate.pass()),
      writing('good'),
    ];
    const places = { interactive: 1, bulk: 1 };
    const first = await openReplica(kinds, { places, gates: [gate] });
    for (const [kind, error] of [
      ['throws', `out of luck${follows}`],
      ['returns', `Do not know how to serialize a BigInt${follows}`],
    ]) {
      const { id } = await add(first.jobs, kind);
      expect(await untilState(first.jobs, id, 'failed')).toMatchObject({
        error,
      });
    }
    const { id } = await add(first.jobs, 'dies');
    await until(() => gate.count);
    const good = await add(first.jobs, 'good');
    const second = await openReplica(kinds, { places });
    await passing(second.clock, async () => {
      const job = await second.jobs.find(id);
      return job?.state === 'failed';
    });
    expect((await second.jobs.find(id))?.error).toBe(
      `its worker was not heard of any more, in attempt 1 of 1${follows}`,
    );
    await untilState(second.jobs, good.id, 'succeeded');
    expect(await effects()).toEqual(['good a']);
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
    await bench.queue.knex
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
}
