import {
  EvaluationRequest,
  SearchRequest,
} from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '../PolicyEngine';
import { canSearch, SEARCH_CANDIDATES, searchSet } from './searchSet';

const decided = (outcome: 'allow' | 'deny'): EngineDecision => ({
  outcome,
  policies: [],
  durationUs: 1,
});

/** A set of records of which those with an even number may be read. */
function setOf(
  count: number,
  decide = ({ resource }: EvaluationRequest): EngineDecision =>
    decided(Number(resource.id.slice(2)) % 2 ? 'deny' : 'allow'),
): CompiledSet & { asked: number } {
  const set = {
    asked: 0,
    statements: [],
    known: {
      ids: {
        record: Array.from(
          { length: count },
          (_, index) => `r-${String(index).padStart(5, '0')}`,
        ).reverse(),
      },
      actions: ['write', 'read', 'read'],
    },
    evaluate: async (requests: EvaluationRequest[]) => {
      set.asked += requests.length;
      return requests.map(decide);
    },
    dispose: async () => {},
  };
  return set;
}

const records: SearchRequest = {
  kind: 'resource',
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'record' },
};
const actions: SearchRequest = {
  kind: 'action',
  subject: { type: 'user', id: 'alice' },
  resource: { type: 'record', id: 'r-00002' },
};

describe('searchSet', () => {
  it('gives every result once, in order, over pages of any size', async () => {
    const wanted = Array.from(
      { length: 130 },
      (_, index) => `r-${String(index * 2).padStart(5, '0')}`,
    );
    for (const limit of [1, 7, 100, 1_000]) {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await searchSet(setOf(260), records, { limit, token });
        expect(page.results.length).toBeLessThanOrEqual(limit);
        found.push(
          ...page.results.map(result => (result as { id: string }).id),
        );
        token = page.nextToken;
      } while (token);
      expect(found).toEqual(wanted);
    }
    expect(await searchSet(setOf(5), actions, { limit: 10 })).toEqual({
      results: [{ name: 'read' }, { name: 'write' }],
    });
    const unknown = { ...records, resource: { type: 'unknown' } };
    expect(await searchSet(setOf(5), unknown, { limit: 10 })).toEqual({
      results: [],
    });
  });

  it('looks at a bounded number of candidates for a page', async () => {
    const none = setOf(SEARCH_CANDIDATES + 5, () => decided('deny'));
    const first = await searchSet(none, records, { limit: 10 });
    expect(first).toEqual({ results: [], nextToken: expect.any(String) });
    expect(none.asked).toBe(SEARCH_CANDIDATES);
    expect(
      await searchSet(none, records, { limit: 10, token: first.nextToken }),
    ).toEqual({ results: [] });
    expect(none.asked).toBe(SEARCH_CANDIDATES + 5);
  });

  it('refuses tokens that are not of this search', async () => {
    const { nextToken } = await searchSet(setOf(5), actions, { limit: 1 });
    for (const token of [nextToken, 'x', 'e30', 'WyJyZXNvdXJjZSIsN10']) {
      await expect(
        searchSet(setOf(5), records, { limit: 1, token }),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(/'page\.token'/),
      });
    }
  });

  it('leaves out what a request does not fit, and gives nothing when the engine fails', async () => {
    const failing = (fault: 'request' | 'engine') =>
      setOf(4, ({ resource }) =>
        resource.id === 'r-00002'
          ? { outcome: 'error', fault, message: 'unsure', durationUs: 1 }
          : decided('allow'),
      );
    const page = await searchSet(failing('request'), records, { limit: 10 });
    expect(page.results.map(result => (result as { id: string }).id)).toEqual([
      'r-00000',
      'r-00001',
      'r-00003',
    ]);
    await expect(
      searchSet(failing('engine'), records, { limit: 10 }),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
  });

  it('refuses names that the engine cannot have, with and without candidates', async () => {
    const strict = setOf(3, ({ subject, resource }) => {
      const wrong = [subject, resource].find(({ type }) => type.includes(' '));
      return wrong
        ? {
            outcome: 'error',
            fault: 'request',
            message: `'${wrong.type}' is no name`,
            misnamed: true,
            durationUs: 1,
          }
        : decided('allow');
    });
    const odd = { type: 'a b', id: 'x' };
    for (const request of [
      { ...records, resource: odd },
      { ...records, subject: odd },
      { ...actions, resource: odd },
    ] as SearchRequest[]) {
      await expect(
        searchSet(strict, request, { limit: 10 }),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: "'a b' is no name",
      });
    }
    const unknown = { ...records, resource: { type: 'unknown' } };
    expect(await searchSet(strict, unknown, { limit: 10 })).toEqual({
      results: [],
    });
  });

  it('leaves the search to engines that can', async () => {
    const native: CompiledSet = {
      ...setOf(0),
      known: undefined,
      search: async (_request, { token }) => ({
        results: [{ type: 'record', id: `after ${token}` }],
      }),
    };
    expect(canSearch(native)).toBe(true);
    expect(
      await searchSet(native, records, { limit: 1, token: 'of its own' }),
    ).toEqual({ results: [{ type: 'record', id: 'after of its own' }] });
    const neither = { ...setOf(0), known: undefined };
    expect(canSearch(neither)).toBe(false);
    await expect(
      searchSet(neither, records, { limit: 1 }),
    ).rejects.toMatchObject({ name: 'NotImplementedError' });
  });
});
