import { Gate } from '@internal/plugin-policies-node/testUtils';
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
      turns.take(signal, note('last'), 'last'),
      turns.take(signal, note('one')),
      turns.take(signal, note('other')),
      turns.take(signal, note('first'), 'first'),
    ];
    gate.open();
    await Promise.all(all);
    expect(done).toEqual(['first', 'one', 'other', 'last']);
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
