import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import { Turns } from './Turns';

describe('Turns', () => {
  const { signal } = new AbortController();

  it('takes the more urgent before the less', async () => {
    const turns = new Turns(1);
    const gate = new Gate();
    const done: string[] = [];
    const note = (name: string) => async () => {
      done.push(name);
    };
    const all = [
      turns.take(signal, () => gate.pass()),
      turns.take(signal, note('last'), { urgency: 'last' }),
      turns.take(signal, note('one')),
      turns.take(signal, note('other')),
      turns.take(signal, note('first'), { urgency: 'first' }),
    ];
    gate.open();
    await Promise.all(all);
    expect(done).toEqual(['first', 'one', 'other', 'last']);
  });

  it('has who is less urgent give way, begin again, and know that it waits', async () => {
    const turns = new Turns(1);
    const done: string[] = [];
    const untilAborted = (own: AbortSignal) =>
      new Promise<never>((_, reject) => {
        own.addEventListener('abort', () => reject(own.reason));
      });
    let tries = 0;
    const waits: string[] = [];
    const draft = turns.take(
      signal,
      async own => {
        tries++;
        done.push(`draft ${tries}`);
        return tries < 3 ? untilAborted(own) : 'answered';
      },
      { urgency: 'last', onWait: () => waits.push('draft') },
    );
    const other = turns.take(signal, async () => done.push('other draft'), {
      urgency: 'last',
    });
    expect(done).toEqual(['draft 1']);
    await turns.take(signal, async () => done.push('guard'), {
      urgency: 'first',
      onWait: () => waits.push('guard'),
    });
    await until(
      async () => tries,
      count => count === 2,
    );
    await turns.take(signal, async () => done.push('check'));
    expect(await draft).toBe('answered');
    await other;
    expect(done).toEqual([
      'draft 1',
      'guard',
      'draft 2',
      'check',
      'draft 3',
      'other draft',
    ]);
    expect(waits).toEqual(['guard', 'draft', 'draft']);

    // Of its own kind nobody takes the turn.
    const gate = new Gate();
    let isEnded = false;
    const guard = turns.take(
      signal,
      async own => {
        await gate.pass();
        isEnded = own.aborted;
      },
      { urgency: 'first' },
    );
    const second = turns.take(signal, async () => {}, { urgency: 'first' });
    gate.open();
    await Promise.all([guard, second]);
    expect(isEnded).toBe(false);
  });

  it('lets whoever gives up go, and nobody else with them', async () => {
    const turns = new Turns(1);
    const gate = new Gate();
    const leaving = new AbortController();
    const first = turns.take(signal, () => gate.pass());
    const gone = turns.take(leaving.signal, async () => 'gone');
    const last = turns.take(signal, async () => 'last');
    leaving.abort(new Error('it left'));
    await expect(gone).rejects.toThrow('it left');
    gate.open();
    await first;
    expect(await last).toBe('last');

    // At the very moment that its turn comes.
    const again = new Gate();
    const late = new AbortController();
    const running = turns.take(signal, async () => {
      await again.pass();
    });
    const caught = turns.take(late.signal, async () => 'caught');
    const other = turns.take(signal, async () => 'other');
    again.open();
    await running;
    late.abort(new Error('too late'));
    expect(await Promise.all([caught, other])).toEqual(['caught', 'other']);
  });
});
