import { changeRoutes } from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  journeyRoutes,
  templateRoutes,
} from '@internal/plugin-policies-backend-module-onboarding/testUtils';
import { proofRoutes } from '@internal/plugin-policies-backend-module-proof/testUtils';
import { coreRoutes } from '@internal/plugin-policies-backend/testUtils';
import {
  asFiles,
  eventually,
  setFiles,
  startCompany,
} from '../__testUtils__/startCompany';

jest.setTimeout(180_000);

/** Owns the visible set. */
const RANIA = 'rania.khoury';
/** Owns the confidential one. */
const SIMONE = 'simone.bianchi';
const REVIEWER = 'elise.verbeeck';
const SAGA = 'saga.bergstrom';

/** In every name of what is confidential; its owner is named nowhere else in what the portal tells. */
const CANARY = /zebra|team-treasury|simone/i;

const CONFIDENTIAL = setFiles('zebra', 'group:default/team-treasury', {
  'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: zebra, title: Zebra crossing }
spec:
  domain: zebras
  owner: group:default/team-treasury
  engine: cedar
  resourceTypes: [stripes]
  policies:
    - { name: read, title: Zebra reading, description: Who reads, regulations: [Zebra Act] }
`,
  'tests/read.yaml': '[]\n',
  'invariants/zebra.cedar': `@title("No zebra is read at night")
@kind("never")
@regulation("Zebra Act")
forbid (principal, action, resource) when { context has night && context.night == "zebra" };
`,
});

const REQUEST = {
  subject: { type: 'user', id: 'zebra-keeper' },
  action: { name: 'read' },
  resource: { type: 'stripes', id: 'zebra-1' },
};

const ROUTES = [
  ...coreRoutes({} as any),
  ...changeRoutes({} as any),
  ...journeyRoutes({} as any),
  ...templateRoutes({} as any),
  ...proofRoutes({} as any),
];

describe('confidential policy sets', () => {
  let company: Awaited<ReturnType<typeof startCompany>>;
  let change: string;
  let newChange: string;
  let journey: string;

  const open = async (person: string, body: object): Promise<string> =>
    (await company.as(person).post('/policies/changes', body).expect(201)).body
      .id;
  const untilThere = (entity: string) =>
    eventually(async () => {
      const { status } = await company
        .as(SAGA)
        .get(`/catalog/entities/by-name/${entity}`);
      return status === 200 ? true : undefined;
    });
  const propose = (person: string, set: string, files: object, title: string) =>
    open(person, { set, title, submit: true, files: asFiles({ ...files }) });

  beforeAll(async () => {
    company = await startCompany(
      {
        records: setFiles('records', 'group:default/team-withdrawals'),
        zebra: CONFIDENTIAL,
        // It claims what the confidential set decides, and is refused for that.
        'zz-claims': setFiles('zz-claims', 'group:default/team-withdrawals', {
          'policy-set.yaml': setFiles(
            'zz-claims',
            'group:default/team-withdrawals',
          )['policy-set.yaml'].replace('[zz-claims]', '[zz-claims, stripes]'),
        }),
        'zebra-broken': { 'policy-set.yaml': 'kind: Zebra\n' },
      },
      { permission: { confidentialDomains: ['zebras'] } },
    );
    for (const entity of [
      ...[RANIA, SIMONE, SAGA].map(person => `user/default/${person}`),
      ...['records', 'zebra'].map(set => `policyset/default/${set}`),
    ]) {
      await untilThere(entity);
    }
    const allowing = (condition: string) => ({
      'policies/read.cedar': `permit (principal, action, resource) when { ${condition} };\n`,
    });
    await propose(
      RANIA,
      'records',
      {
        ...setFiles('records', 'group:default/team-withdrawals'),
        ...allowing('1 == 1'),
      },
      'Of records',
    );
    change = await propose(
      SIMONE,
      'zebra',
      { ...CONFIDENTIAL, ...allowing('2 == 2') },
      'Zebra change',
    );
    newChange = await propose(
      SIMONE,
      'zebra-new',
      {
        ...CONFIDENTIAL,
        'policy-set.yaml': CONFIDENTIAL['policy-set.yaml']
          .replace('name: zebra,', 'name: zebra-new,')
          .replace('[stripes]', '[hooves]'),
      },
      'Zebra foal',
    );
    const { body } = await company
      .as(SIMONE)
      .post('/policies/journeys', {
        fields: {
          domain: 'Zebras',
          set: 'zebra-journey',
          title: 'Zebra journey',
          owner: 'group:default/team-treasury',
        },
      })
      .expect(201);
    journey = body.id;
    await company
      .as(SIMONE)
      .post('/policies/access/v1/evaluation', REQUEST)
      .expect(200);
    await company
      .as(RANIA)
      .post('/policies/access/v1/evaluation', {
        ...REQUEST,
        subject: { type: 'user', id: 'alice' },
        resource: { type: 'records', id: 'a' },
      })
      .expect(200);
    await eventually(async () => {
      const { body: found } = await company
        .as(SAGA)
        .get('/search/query?term=zebra&types[0]=policies');
      return found.results?.length ? true : undefined;
    });
  });
  afterAll(() => company.stop());

  /** A path with what it is about filled in: of what is confidential, or of what is not there. */
  const fill = (path: string, isThere: boolean) =>
    path.replace(/:(\w+)/g, (_, name: string) => {
      switch (name) {
        case 'set':
          return isThere ? 'zebra' : 'nowhere';
        case 'policy':
          return 'read';
        case 'revision':
          return 'active';
        case 'id': {
          const id = path.startsWith('/journeys') ? journey : change;
          return isThere ? id : '4711';
        }
        default:
          return 'none';
      }
    });

  /** What is told of a refusal, whatever it is about. */
  const refusalOf = (
    { status, body }: { status: number; body: any },
    path: string,
  ) => ({
    path,
    status,
    name: body?.error?.name,
    message: String(body?.error?.message).replace(
      new RegExp(`'(zebra|nowhere|${change}|${journey}|4711)'`, 'g'),
      `'…'`,
    ),
  });

  it('leave no trace in anything that the portal tells those who may not see them', async () => {
    const reads = ROUTES.filter(({ method }) => method === 'get');
    expect(reads.length).toBeGreaterThan(20);
    const traces: string[] = [];
    const unlike: object[] = [];
    const seen = new Set<string>();
    for (const { path } of reads) {
      const as = company.as(RANIA);
      const response = await as.get(`/policies${fill(path, true)}`);
      if (path.includes(':')) {
        const other = await as.get(`/policies${fill(path, false)}`);
        const pair = [refusalOf(response, path), refusalOf(other, path)];
        if (
          response.status < 400 ||
          JSON.stringify(pair[0]) !== JSON.stringify(pair[1])
        ) {
          unlike.push(pair);
        }
        continue;
      }
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      const told = `${JSON.stringify(response.headers)}${response.text}`;
      if (CANARY.test(told)) {
        traces.push(`${path}: ${CANARY.exec(told)} in ${told}`);
      }
      const { text } = await company.as(SAGA).get(`/policies${path}`);
      if (CANARY.test(text)) {
        seen.add(path);
      }
    }
    expect(traces).toEqual([]);
    expect(unlike).toEqual([]);
    // It is there to be told.
    expect([...seen].sort()).toEqual([
      '/changes',
      '/decisions',
      '/engines',
      '/invariants',
      '/journeys',
      '/overview',
      '/policies',
      '/sets',
    ]);
  });

  it('are not counted, not found by any filter, and reached by no page', async () => {
    const as = company.as(RANIA);
    const get = async (path: string) =>
      (await as.get(`/policies${path}`).expect(200)).body;
    const sets = await get('/sets?limit=1');
    expect(sets).toMatchObject({ total: 1, items: [{ name: 'records' }] });
    expect(sets.nextCursor).toBeUndefined();
    expect(await get('/policies?regulation=Zebra%20Act')).toMatchObject({
      total: 0,
      items: [],
    });
    for (const filter of [
      'set=zebra',
      'domain=domain:default/zebras',
      'owner=group:default/team-treasury',
      'query=zebra',
      `author=user:default/${SIMONE}`,
      `cursor=${Number(change) + 1}&set=zebra`,
    ]) {
      expect({
        filter,
        page: await get(`/changes?${filter}`),
      }).toEqual({ filter, page: { items: [], total: 0, states: {} } });
    }
    const changes = await get('/changes?limit=1');
    expect(changes.total).toBe(1);
    expect(changes.nextCursor).toBeUndefined();
    expect(Object.values(changes.states)).toEqual([1]);
    expect(await get('/decisions?set=zebra')).toEqual({
      items: [],
      total: 0,
      leftOut: 0,
    });
    expect(await get('/decisions')).toMatchObject({ total: 1 });
    expect((await get('/overview')).counts).toMatchObject({
      sets: 1,
      policies: 1,
      domains: 1,
      decisions24h: 1,
    });
    expect((await get('/engines')).items).toMatchObject([{ sets: 1 }]);
    expect(await get('/journeys')).toMatchObject({ total: 1 });
  });

  it('are not there for those who would change them, nor named where they are in the way', async () => {
    const writes: Array<['post' | 'patch' | 'put' | 'delete', string, object]> =
      [
        ['post', '/playground/live', { set: 'zebra', request: REQUEST }],
        [
          'post',
          '/sets/:set/rollback',
          { to: 'a'.repeat(64), from: 'b'.repeat(64), reason: 'Better' },
        ],
        ['post', '/changes/:id/comments', { body: 'Hello' }],
        ['post', '/changes/:id/withdraw', { version: 1, reason: 'Not so' }],
        ['post', '/changes/:id/submit', { version: 1 }],
        ['post', '/changes/:id/rebase', { version: 1 }],
        ['post', '/changes/:id/publish', { version: 1 }],
        ['post', '/changes/:id/checks', { action: 'run' }],
        ['patch', '/changes/:id', { version: 1, title: 'Mine' }],
        ['post', '/journeys/:id/preview', {}],
        ['post', '/journeys/:id/change', {}],
        ['post', '/journeys/:id/cases', {}],
        ['put', '/journeys/:id/people', { people: [] }],
        ['delete', '/journeys/:id', {}],
      ];
    const ask = async (
      [method, path, body]: (typeof writes)[number],
      isThere: boolean,
    ) => {
      const to = `/policies${fill(path, isThere)}`;
      const as = company.as(RANIA);
      const sent =
        'set' in body ? { ...body, set: fill(':set', isThere) } : body;
      return refusalOf(
        await (method === 'delete' ? as.delete(to) : as[method](to, sent)),
        path,
      );
    };
    for (const write of writes) {
      const refusal = await ask(write, true);
      expect(refusal).toEqual(await ask(write, false));
      // It is not refused for what was sent.
      expect(refusal).not.toMatchObject({ status: 400 });
    }

    const { status, body } = await company.as(RANIA).post('/policies/changes', {
      set: 'zebra',
      title: 'Mine',
      files: asFiles(setFiles('zebra', 'group:default/team-withdrawals')),
    });
    expect({ status, message: body.error.message }).toEqual({
      status: 409,
      message: `no policy set can be called 'zebra'; take another name`,
    });

    // What it decides is taken; by whom is not told.
    const id = await propose(
      RANIA,
      'hers',
      setFiles('hers', 'group:default/team-withdrawals', {
        'policy-set.yaml': setFiles('hers', 'group:default/team-withdrawals')[
          'policy-set.yaml'
        ].replace('[hers]', '[hers, stripes]'),
      }),
      'Hers',
    );
    const { text } = await eventually(async () => {
      const seen = await company.as(RANIA).get(`/policies/changes/${id}`);
      return seen.body.checks.pending ? undefined : seen;
    });
    expect(text).toContain('another policy set');
    expect(text).not.toMatch(CANARY);

    // A journey of one's own that names it is one's own, and says nothing of it.
    const { body: begun } = await company
      .as(RANIA)
      .post('/policies/journeys', {
        fields: { domain: 'mine', set: 'zebra', title: 'Mine' },
      })
      .expect(201);
    const { body: board } = await company
      .as(RANIA)
      .get('/policies/journeys')
      .expect(200);
    expect(board.items[0]).toMatchObject({ title: 'Mine', stage: 'started' });
    const { body: preview } = await company
      .as(RANIA)
      .post(`/policies/journeys/${begun.id}/preview`)
      .expect(200);
    expect(JSON.stringify(preview.problems)).toContain(
      'No policy set can have this name',
    );
    await company.as(RANIA).delete(`/policies/journeys/${begun.id}`);
  });

  it('are in the catalog and in search for those who see them in the portal', async () => {
    const entities = async (person: string): Promise<any[]> =>
      (await company.as(person).get('/catalog/entities').expect(200)).body;
    const find = async (person: string): Promise<string[]> => {
      const { body } = await company
        .as(person)
        .get('/search/query?term=zebra')
        .expect(200);
      // A number would count what was left out.
      expect([undefined, body.results.length]).toContain(body.numberOfResults);
      return body.results.map(({ type }: { type: string }) => type).sort();
    };
    // Entities that it is related to name it in their relations.
    const told = (await entities(RANIA))
      .filter(({ kind }) => ['PolicySet', 'Policy'].includes(kind))
      .map(({ metadata }) => metadata.name);
    expect(told.sort()).toEqual(['records', 'records.read']);
    expect(
      JSON.stringify(
        (await entities(RANIA)).map(({ relations: _, ...entity }) => entity),
      ),
    ).not.toMatch(/zebra/);
    expect(await find(RANIA)).toEqual([]);
    const { body: byRef } = await company
      .as(RANIA)
      .post('/catalog/entities/by-refs', {
        entityRefs: ['policyset:default/zebra', 'policyset:default/records'],
      })
      .expect(200);
    expect(byRef.items.map((item: unknown) => item !== null)).toEqual([
      false,
      true,
    ]);

    for (const person of [SIMONE, REVIEWER, SAGA]) {
      const as = company.as(person);
      const { body: set } = await as.get('/policies/sets/zebra').expect(200);
      expect(set.title).toBe('Zebra crossing');
      for (const id of [change, newChange]) {
        await as.get(`/policies/changes/${id}`).expect(200);
      }
      await as.get(`/policies/journeys/${journey}`).expect(200);
      expect(JSON.stringify(await entities(person))).toContain('zebra.read');
      expect(await find(person)).toContain('policies');
    }
  });
});
