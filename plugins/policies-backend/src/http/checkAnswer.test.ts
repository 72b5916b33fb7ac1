import { z } from 'zod';
import { checkAnswer } from './checkAnswer';

const route = { method: 'get', path: '/things' } as const;
const schema = z.object({
  items: z.array(z.object({ name: z.string(), at: z.string().optional() })),
});
const check = (answer: unknown) => () => checkAnswer(route, schema, answer);

describe('checkAnswer', () => {
  it('passes what is as declared, as it is sent', () => {
    expect(
      check({
        items: [
          { name: 'a', at: new Date(0) },
          { name: 'b', at: undefined },
        ],
      }),
    ).not.toThrow();
  });

  it('names what is missing, wrong, or not declared', () => {
    expect(check({ items: [{}] })).toThrow(
      /^the answer of 'get \/things' is not what the route says: 'items\.0\.name': /,
    );
    expect(check({ items: [{ name: 'a' }, { name: 'b', size: 1 }] })).toThrow(
      /: 'items\.1\.size' is not named$/,
    );
    expect(() => checkAnswer(route, undefined, {})).toThrow(
      /: none is declared$/,
    );
  });
});
