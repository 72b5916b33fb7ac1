import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { PoliciesClient } from './PoliciesClient';

const BASE_URL = 'http://localhost:7007/api/policies';

describe('PoliciesClient', () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  const client = new PoliciesClient({
    discoveryApi: { getBaseUrl: async () => BASE_URL },
    fetchApi: { fetch: (...call) => fetch(...call) },
  });

  it('sends the filters that are set and escapes names', async () => {
    const urls: string[] = [];
    server.use(
      http.get(`${BASE_URL}/*`, ({ request }) => {
        urls.push(request.url.slice(BASE_URL.length));
        return HttpResponse.json({ items: [], total: 0 });
      }),
    );
    await client.listSets();
    await client.listPolicies({ query: 'a b', owner: '', limit: 2 });
    await client.getPolicy('a/b', 'c?d');
    expect(urls).toEqual([
      '/sets',
      '/policies?query=a+b&limit=2',
      '/sets/a%2Fb/policies/c%3Fd',
    ]);
  });

  it('reads whole lists with a token, and not the same page for ever', async () => {
    const asked: unknown[] = [];
    let last = 'b';
    server.use(
      http.get(`${BASE_URL}/policies`, ({ request }) => {
        const query = Object.fromEntries(new URL(request.url).searchParams);
        asked.push([request.headers.get('authorization'), query]);
        const { cursor } = query;
        return HttpResponse.json({
          items: [{ name: cursor ?? 'first' }],
          total: 3,
          nextCursor:
            { a: last, b: undefined }[cursor ?? ''] ??
            (cursor ? undefined : 'a'),
        });
      }),
    );
    const backend = new PoliciesClient({
      discoveryApi: { getBaseUrl: async () => BASE_URL },
      getToken: async () => ({ token: 'secret' }),
      timeoutMs: 5_000,
    });
    const policies = await backend.listAllPolicies({ set: 'records' });
    expect(policies.map(({ name }) => name)).toEqual(['first', 'a', 'b']);
    const page = { set: 'records', limit: '1000' };
    expect(asked).toEqual([
      ['Bearer secret', page],
      ['Bearer secret', { ...page, cursor: 'a' }],
      ['Bearer secret', { ...page, cursor: 'b' }],
    ]);
    last = 'a';
    await expect(backend.listAllPolicies()).rejects.toThrow(
      "'/policies' repeats the page at cursor 'a'",
    );
  });

  it('ends a request that gets no answer in time', async () => {
    server.use(http.get(`${BASE_URL}/engines`, () => new Promise(() => {})));
    const hasty = new PoliciesClient({
      discoveryApi: { getBaseUrl: async () => BASE_URL },
      timeoutMs: 50,
    });
    await expect(hasty.listEngines()).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('asks what is proven, and lets go of a draft that nobody waits for', async () => {
    const calls: unknown[] = [];
    server.use(
      http.get(`${BASE_URL}/*`, ({ request }) => {
        calls.push(request.url.slice(BASE_URL.length));
        return HttpResponse.json({ items: [] });
      }),
      http.post(`${BASE_URL}/playground/proof`, async ({ request }) => {
        calls.push(await request.json());
        return HttpResponse.json({ invariants: [], diagnostics: [] });
      }),
    );
    await client.getSetProof('a/b');
    await client.listInvariants();
    await client.listInvariants({ regulation: 'MiCA Art. 70', set: '' });
    const draft = { files: [{ path: 'policy-set.yaml', content: 'kind: x' }] };
    expect(await client.proveDraft(draft)).toEqual({
      invariants: [],
      diagnostics: [],
    });
    expect(calls).toEqual([
      '/sets/a%2Fb/proof',
      '/invariants',
      '/invariants?regulation=MiCA+Art.+70',
      draft,
    ]);
    const gone = AbortSignal.abort(new Error('typed on'));
    await expect(client.proveDraft(draft, { signal: gone })).rejects.toThrow();
    expect(calls).toHaveLength(4);
  });

  it('has an engine repaired, whole or for one set', async () => {
    const calls: unknown[] = [];
    server.use(
      http.post(`${BASE_URL}/engines/*`, async ({ request }) => {
        const path = request.url.slice(BASE_URL.length);
        calls.push([path, await request.json()]);
        return HttpResponse.json({ name: 'opa/eu', state: 'up' });
      }),
    );
    await expect(client.repairEngine('opa/eu')).resolves.toMatchObject({
      state: 'up',
    });
    await client.repairEngine('opa/eu', 'partner-apps');
    expect(calls).toEqual([
      ['/engines/opa%2Feu/repair', {}],
      ['/engines/opa%2Feu/repair', { set: 'partner-apps' }],
    ]);
  });

  it('asks what holds for all requests', async () => {
    const asked: unknown[] = [];
    server.use(
      http.all(`${BASE_URL}/*`, async ({ request }) => {
        asked.push(
          request.url.slice(BASE_URL.length),
          request.method === 'POST' && (await request.json()),
        );
        return HttpResponse.json({ items: [] });
      }),
    );
    await client.getSetProof('a/b');
    await client.listInvariants({ regulation: 'FATF R.16', set: undefined });
    await client.proveDraft({ files: [], parts: ['findings'] });
    expect(asked).toEqual([
      '/sets/a%2Fb/proof',
      false,
      '/invariants?regulation=FATF+R.16',
      false,
      '/playground/proof',
      { files: [], parts: ['findings'] },
    ]);
  });

  it('throws what the backend says', async () => {
    server.use(
      http.get(`${BASE_URL}/sets/gone`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotFoundError', message: "No policy set 'gone'" },
            response: { statusCode: 404 },
          },
          { status: 404 },
        ),
      ),
    );
    await expect(client.getSet('gone')).rejects.toMatchObject({
      name: 'ResponseError',
      cause: { name: 'NotFoundError', message: "No policy set 'gone'" },
    });
  });

  it('reads case events as they arrive, wherever the stream is cut', async () => {
    const events = [
      { type: 'start', total: 1 },
      { type: 'invalid', diagnostics: [{ message: 'größer' }] },
      {
        type: 'end',
        counts: { total: 1, passed: 1, failed: 0 },
        durationMs: 3,
      },
    ];
    const bytes = new TextEncoder().encode(
      events.map(event => JSON.stringify(event)).join('\n'),
    );
    server.use(
      http.post(
        `${BASE_URL}/playground/cases`,
        () =>
          new HttpResponse(
            new ReadableStream({
              start(controller) {
                for (let at = 0; at < bytes.length; at += 7) {
                  controller.enqueue(bytes.slice(at, at + 7));
                }
                controller.close();
              },
            }),
          ),
      ),
    );
    const received: unknown[] = [];
    for await (const event of client.runDraftCases({ files: [] })) {
      received.push(event);
    }
    expect(received).toEqual(events);
  });
});
