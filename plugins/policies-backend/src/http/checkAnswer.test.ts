import { z } from 'zod';
import { checkAnswer } from './checkAnswer';

const schema = z.object({
  items: z.array(z.object({ name: z.string(), at: z.string().optional() })),
});

/** Checks what a route answers that says it answers something. */
const check = (said: object, answer: Parameters<typeof checkAnswer>[1]) => () =>
  checkAnswer(
    {
      method: 'get',
      path: '/things',
      answer: { description: 'Things', ...said },
    },
    answer,
  );

describe('checkAnswer', () => {
  it('passes what is as the route says, as it is sent', () => {
    const json = {
      items: [
        { name: 'a', at: new Date(0) },
        { name: 'b', at: undefined },
      ],
    };
    expect(check({ schema }, { json })).not.toThrow();
    expect(check({ lines: schema }, { line: json })).not.toThrow();
    expect(
      check({ file: 'application/zip' }, { file: 'application/zip' }),
    ).not.toThrow();
    expect(check({}, undefined)).not.toThrow();
  });

  it('names what is missing, wrong, or not said', () => {
    expect(check({ schema }, { json: { items: [{}] } })).toThrow(
      /^the answer of 'get \/things' is not what the route says: 'items\.0\.name': /,
    );
    expect(
      check(
        { lines: schema },
        { line: { items: [{ name: 'a' }, { name: 'b', size: 1 }] } },
      ),
    ).toThrow(/: 'items\.1\.size' is not named$/);
    expect(check({}, { json: {} })).toThrow(/: it has content$/);
    expect(check({ schema }, { line: {} })).toThrow(/: it comes in lines$/);
    expect(check({ schema }, { file: 'text/csv' })).toThrow(
      /: it is a file of type 'text\/csv'$/,
    );
    expect(check({ schema }, undefined)).toThrow(/: it is empty$/);
  });
});
