import { FgaServer } from '../server/FgaServer';
import { FgaTuple } from '../files/readTuples';
import { StoreContent } from './StoreContent';

const MODEL = {
  schema_version: '1.1',
  type_definitions: [{ type: 'user' }],
};
const tuple = (context: Record<string, unknown>): FgaTuple => ({
  user: 'user:ana',
  relation: 'reader',
  object: 'record:1',
  condition: { name: 'within', context },
});

describe('StoreContent', () => {
  it.each([
    [{ id: 'a' }, { id: 'b' }],
    [{ id: 'a' }, {}],
    [{ text: '' }, {}],
    [{ list: [] }, { list: [[]] }],
    [{ nested: { id: 1 } }, { nested: { id: 2 } }],
  ])('tells tuples with %j from tuples with %j', async (one, other) => {
    const content = new StoreContent(MODEL, [tuple(one)]);
    expect(content.digest).not.toBe(
      new StoreContent(MODEL, [tuple(other)]).digest,
    );
    const holding = (held: FgaTuple) =>
      ({
        hasStore: async () => true,
        model: async () => MODEL,
        tuples: async () => [held],
      } as unknown as FgaServer);
    const place = { storeId: 's', modelId: 'm' };
    expect(await content.verify(holding(tuple(one)), place)).toEqual({
      state: 'in-sync',
    });
    expect(await content.verify(holding(tuple(other)), place)).toMatchObject({
      state: 'drifted',
    });
  });
});
