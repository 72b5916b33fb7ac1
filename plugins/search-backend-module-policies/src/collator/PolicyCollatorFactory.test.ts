import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import {
  LunrSearchEngine,
  TestPipeline,
} from '@backstage/plugin-search-backend-node';
import { IndexableDocument } from '@backstage/plugin-search-common';
import {
  PoliciesClient,
  setReadPermission,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { PolicyCollatorFactory } from './PolicyCollatorFactory';

const BASE_URL = 'http://policies.test/api/policies';

function policy(
  set: string,
  name: string,
  rest: Partial<PolicySummary> = {},
): PolicySummary {
  return {
    set,
    name,
    title: `Title of ${name}`,
    lifecycle: 'production',
    regulations: [],
    owner: `group:default/team-${set}`,
    domain: `domain:default/${set}`,
    files: [`policies/${name}.cedar`],
    ...rest,
  };
}

describe('PolicyCollatorFactory', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const logger = mockServices.logger.mock();
  const factory = new PolicyCollatorFactory({
    logger,
    patienceMs: 30_000,
    client: new PoliciesClient({
      discoveryApi: { getBaseUrl: async () => BASE_URL },
      getToken: async () => ({ token: 'secret' }),
    }),
  });
  const ready = http.get(`${BASE_URL}/overview`, () =>
    HttpResponse.json({ refreshedAt: '2026-11-21T00:00:00Z' }),
  );

  function serve(
    policies: PolicySummary[],
    files: Record<string, Record<string, string>>,
  ): string[] {
    const requests = new Array<string>();
    server.use(
      http.get(`${BASE_URL}/policies`, ({ request }) => {
        const url = new URL(request.url);
        requests.push(`policies${url.search}`);
        const from = Number(url.searchParams.get('cursor') ?? 0);
        return HttpResponse.json({
          items: policies.slice(from, from + 2),
          total: policies.length,
          nextCursor: from + 2 < policies.length ? String(from + 2) : undefined,
        });
      }),
      http.get(`${BASE_URL}/sets`, () => {
        const sets = [...new Set(policies.map(({ set }) => set))];
        return HttpResponse.json({
          items: sets.map(name => ({ name, title: `Set ${name}` })),
          total: sets.length,
        });
      }),
      http.get(`${BASE_URL}/sets/:set/revisions/active`, ({ params }) => {
        const set = String(params.set);
        requests.push(set);
        return files[set]
          ? HttpResponse.json({
              files: Object.entries(files[set]).map(([path, content]) => ({
                path,
                content,
              })),
            })
          : HttpResponse.json(
              {
                error: { name: 'NotFoundError', message: 'no revision' },
                response: { statusCode: 404 },
              },
              { status: 404 },
            );
      }),
    );
    return requests;
  }

  async function collate(): Promise<{
    documents: IndexableDocument[];
    error: unknown;
  }> {
    return TestPipeline.fromCollator(await factory.getCollator()).execute();
  }

  it('gives a document per policy with its source, by one request per set', async () => {
    server.use(ready);
    const requests = serve(
      [
        policy('custody', 'signing', {
          description: 'Who may sign',
          regulations: ['SOC 2', 'NYDFS'],
        }),
        policy('custody', 'quorum', {
          title: 'Quorum \ud800of\0 keys',
          files: ['policies/quorum.cedar', 'policies/shared.cedar'],
        }),
        policy('staking', 'unbonding'),
        policy('broken', 'lost'),
      ],
      {
        custody: {
          'policies/signing.cedar': 'permit(principal == Signer::"a", …);',
          'policies/quorum.cedar': `forbid\0 ${'x'.repeat(200_000)}`,
          'policies/shared.cedar': 'never reached',
          'entities.json': '[]',
        },
        staking: { 'policies/unbonding.cedar': 'permit(unbond);' },
      },
    );
    const { documents, error } = await collate();

    expect(error).toBeUndefined();
    expect(documents[0]).toEqual({
      title: 'Title of signing',
      text: 'Who may sign\nSOC 2, NYDFS\nsigning\ncustody\nSet custody\npermit(principal == Signer::"a", …);\npermit principal Signer',
      location: '/policies/policy/custody.signing',
      authorization: { resourceRef: 'custody' },
      set: 'custody',
      setTitle: 'Set custody',
      policy: 'signing',
      regulations: ['SOC 2', 'NYDFS'],
      owner: 'group:default/team-custody',
      domain: 'domain:default/custody',
      lifecycle: 'production',
    });
    expect(documents.map(({ title }) => title)).toEqual([
      'Title of signing',
      'Quorum of keys',
      'Title of unbonding',
    ]);
    expect(documents[1].text).toMatch(
      /^quorum\ncustody\nSet custody\nforbid x+\nforbid x+$/,
    );
    expect(documents[1].text.length).toBeLessThan(200_100);
    expect(logger.warn.mock.calls).toEqual([
      [
        "Search leaves out the policies of set 'broken' until the next run: NotFoundError: no revision",
      ],
    ]);
    expect(requests).toEqual([
      'policies?limit=1000',
      'policies?limit=1000&cursor=2',
      'custody',
      'staking',
      'broken',
    ]);
    expect(factory.type).toBe('policies');
    expect(factory.visibilityPermission).toBe(setReadPermission);
  });

  it('finds a policy by title, regulation and text', async () => {
    server.use(ready);
    serve(
      [
        policy('custody', 'signing', { regulations: ['NYDFS'] }),
        policy('staking', 'unbonding'),
      ],
      {
        custody: { 'policies/signing.cedar': 'context.hardwareKey' },
        staking: { 'policies/unbonding.cedar': 'context.cooldown' },
      },
    );
    const engine = new LunrSearchEngine({ logger });
    await TestPipeline.fromCollator(await factory.getCollator())
      .withIndexer(await engine.getIndexer('policies'))
      .execute();
    const find = async (term: string, filters = {}) =>
      (await engine.query({ term, types: ['policies'], filters })).results.map(
        result => result.document.location,
      );

    const signing = ['/policies/policy/custody.signing'];
    await expect(find('title signing')).resolves.toContain(signing[0]);
    await expect(find('NYDFS')).resolves.toEqual(signing);
    await expect(find('hardwareKey')).resolves.toEqual(signing);
    await expect(find('', { set: 'custody' })).resolves.toEqual(signing);
  });

  it('waits for the registry after a start, and keeps the index when it cannot read', async () => {
    let answers = 0;
    server.use(
      http.get(`${BASE_URL}/overview`, () => {
        answers++;
        if (answers === 1) {
          return HttpResponse.error();
        }
        return HttpResponse.json({
          refreshedAt: '2026-11-21T00:00:00Z',
          ...(answers === 2 && { reading: { checking: ['staking'] } }),
        });
      }),
    );
    serve([policy('staking', 'unbonding')], {
      staking: { 'policies/unbonding.cedar': 'permit(unbond);' },
    });
    await expect(collate()).resolves.toMatchObject({
      documents: [{ policy: 'unbonding' }],
    });
    expect(answers).toBe(3);

    server.use(
      http.get(`${BASE_URL}/policies`, () =>
        HttpResponse.json({}, { status: 503 }),
      ),
    );
    const { error, documents } = await collate();
    expect(error).toMatchObject({ name: 'ResponseError', statusCode: 503 });
    expect(documents).toEqual([]);
  });
});
