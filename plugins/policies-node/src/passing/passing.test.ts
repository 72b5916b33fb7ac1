import { PassingQueue } from './PassingQueue';
import { PassingThings } from './PassingThings';

describe('what comes and goes', () => {
  it('is kept until it is taken away, each once, in places that are used again', () => {
    const things = new PassingThings<{ name: string }>();
    const names = () => [...things].map(({ name }) => name).sort();
    const places = ['a', 'b', 'c'].map(name => things.add({ name }));
    expect([names(), things.size]).toEqual([['a', 'b', 'c'], 3]);
    things.delete(places[1]);
    expect([names(), things.size]).toEqual([['a', 'c'], 2]);
    expect(things.add({ name: 'd' })).toBe(places[1]);
    things.delete(places[0]);
    things.delete(places[2]);
    expect([names(), things.size]).toEqual([['d'], 1]);
  });

  it('keeps its order, and no number is given twice', () => {
    const queue = new PassingQueue<{ name: string }>();
    const add = (name: string) => queue.add({ name });
    expect(['a', 'b', 'c'].map(add)).toEqual([0, 1, 2]);
    expect(queue.take(1)).toEqual({ name: 'b' });
    expect(queue.take(1)).toBeUndefined();
    expect(queue.first).toEqual([0, { name: 'a' }]);
    expect(queue.take(0)).toEqual({ name: 'a' });
    expect(queue.first).toEqual([2, { name: 'c' }]);
    expect(queue.take(2)).toEqual({ name: 'c' });
    expect([queue.first, queue.size]).toEqual([undefined, 0]);
    expect(queue.take(-1)).toBeUndefined();
    expect(['d', 'e'].map(add)).toEqual([3, 4]);
    expect([...queue].map(({ name }) => name)).toEqual(['d', 'e']);
    expect(queue.takeAll().map(({ name }) => name)).toEqual(['d', 'e']);
    expect(add('f')).toBe(5);
    expect(queue.take(4)).toBeUndefined();
    expect([queue.first, queue.size]).toEqual([[5, { name: 'f' }], 1]);
  });
});
