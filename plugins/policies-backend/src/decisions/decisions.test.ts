import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createPolicySetDecision,
  policySetConditions,
} from '@internal/plugin-policies-node';
import request from 'supertest';
import { SetsFolder, setFiles } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

describe('decision API', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    folder.write('one', setFiles('one', { type: 'shared' }));
    folder.write('two', setFiles('two', { type: 'other', limit: 5 }));
    folder.write('three', setFiles('three', { type: 'shared', limit: 5 }));
    portal = await startPortal([folder.path]);
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  it('decides by resource type and by set, with set, revision and policies', async () => {
    for (const path of ['', '/sets/records']) {
      const { body, headers } = await portal
        .post(`${path}/access/v1/evaluation`, readRequest('alice'))
        .set('X-Request-ID', 'r-17')
        .expect(200);
      expect(body).toEqual({
        decision: true,
        context: {
          set: 'records',
          revision: expect.stringMatching(/^[0-9a-f]{64}$/),
          engine: 'cedar',
          policies: ['read'],
          durationUs: expect.any(Number),
        },
      });
      expect(headers['x-request-id']).toBe('r-17');
    }
    const denied = await portal
      .post('/access/v1/evaluation', readRequest('alice', { amount: 101 }))
      .expect(200);
    expect(denied.body).toMatchObject({
      decision: false,
      context: { policies: [] },
    });
    const softDelete = await portal
      .post('/access/v1/evaluation', {
        ...readRequest('bob'),
        action: { name: 'delete', properties: { soft: true } },
      })
      .expect(200);
    expect(softDelete.body.decision).toBe(true);
  });

  it('answers the same from the cache, and the cache never hides a change', async () => {
    const ask = () =>
      portal.post(
        '/access/v1/evaluation',
        readRequest('alice', { amount: 60 }),
      );
    const first = await ask();
    const second = await ask();
    expect(second.body.context).toEqual({
      ...first.body.context,
      durationUs: 0,
    });
    folder.write('records', setFiles('records', { limit: 50 }));
    await portal.refresh();
    const third = await ask();
    expect(first.body.decision).toBe(true);
    expect(third.body.decision).toBe(false);
    expect(third.body.context.revision).not.toBe(first.body.context.revision);
    folder.write('records', setFiles('records'));
    await portal.refresh();
  });

  it('evaluates batches: defaults, whole overrides, bad items, order', async () => {
    const { body } = await portal
      .post('/access/v1/evaluations', {
        ...readRequest('alice'),
        evaluations: [
          {},
          { subject: { type: 'user', id: 'bob' } },
          { resource: { type: 'record' } },
          { resource: { type: 'nothing', id: '1' } },
          {
            resource: { type: 'record', id: 'r1', properties: { amount: 'x' } },
          },
          { action: { name: 'read' } },
        ],
      })
      .expect(200);
    expect(
      body.evaluations.map((item: any) => [
        item.decision,
        item.context.error?.status,
      ]),
    ).toEqual([
      [true, undefined],
      [false, undefined],
      [false, 400],
      [false, 404],
      [false, 400],
      [true, undefined],
    ]);
    expect(body.evaluations[2].context.error.message).toMatch(/resource.id/);
    const single = await portal
      .post('/access/v1/evaluations', {
        ...readRequest('alice'),
        evaluations: [],
      })
      .expect(200);
    expect(single.body.decision).toBe(true);
  });

  it.each([
    ['execute_all', [true, false, true]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ])('stops a batch by %s', async (semantic, expected) => {
    const { body } = await portal
      .post('/sets/records/access/v1/evaluations', {
        ...readRequest('alice'),
        evaluations: [{}, { subject: { type: 'user', id: 'bob' } }, {}],
        options: { evaluations_semantic: semantic },
      })
      .expect(200);
    expect(body.evaluations.map((item: any) => item.decision)).toEqual(
      expected,
    );
  });

  it.each([
    ['a missing field', {}, 400, /'subject'/],
    [
      'a wrong type',
      { ...readRequest('alice'), subject: 'alice' },
      400,
      /'subject'/,
    ],
    [
      'an unknown action',
      { ...readRequest('alice'), action: { name: 'fly' } },
      400,
      /fly/,
    ],
    [
      'a property of the wrong type',
      readRequest('alice', { amount: 'many' }),
      400,
      /'records'.*amount/,
    ],
    ['a fraction', readRequest('alice', { amount: 1.5 }), 400, /whole numbers/],
    [
      'an unknown type',
      readRequest('alice', undefined, 'planet'),
      404,
      /'planet'/,
    ],
    ['an empty body', '', 400, /empty/],
    ['broken JSON', '{"subject":', 400, /not valid JSON/],
    ['10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000), 400, /deeper/],
    ['2 MB', JSON.stringify({ x: 'y'.repeat(2_000_000) }), 413, /larger/],
    [
      'a batch of 1,001',
      { ...readRequest('alice'), evaluations: Array(1_001).fill({}) },
      400,
      /at most 1000/,
    ],
  ])('refuses %s', async (what, body, status, message) => {
    const answer = await portal
      .post(`/access/v1/evaluation${what.includes('batch') ? 's' : ''}`, body)
      .set('X-Request-ID', 'bad-1');
    expect(answer.body.error?.message).toMatch(message);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toBe('bad-1');
    await portal
      .post('/access/v1/evaluation', readRequest('alice'))
      .expect(200);
  });

  it('refuses half characters and types that are no names, whatever was asked before', async () => {
    const right = readRequest('alice');
    const wrong: Array<[object, RegExp]> = [
      [
        { subject: { type: 'user', id: 'alice\ud800' } },
        /'subject.id'.*Unicode/,
      ],
      [
        { subject: { type: 'user\udc00', id: 'alice' } },
        /'subject.type'.*Unicode/,
      ],
      [{ action: { name: 'read\ud800' } }, /'action.name'.*Unicode/],
      [
        { action: { name: 'read', properties: { 'a\ud800': 1 } } },
        /'action.properties.a.*Unicode/,
      ],
      [
        { context: { deep: [{ in: 'x\ud800' }] } },
        /'context.deep.0.in'.*Unicode/,
      ],
      [{ subject: { type: 'us er', id: 'alice' } }, /'us er'.*no name/],
      [{ subject: { type: 'constructor', id: 'alice' } }, /constructor/],
    ];
    await portal.post('/access/v1/evaluation', right).expect(200);
    const batch = await portal
      .post('/access/v1/evaluations', {
        evaluations: [right, ...wrong.map(([part]) => ({ ...right, ...part }))],
      })
      .expect(200);
    expect(batch.body.evaluations[0].decision).toBe(true);
    for (const [index, [part, message]] of wrong.entries()) {
      const asked = { ...right, ...part };
      const item = batch.body.evaluations[index + 1];
      expect(item.decision).toBe(false);
      expect(item.context.error).toEqual({
        status: 400,
        message: expect.stringMatching(message),
      });
      for (const path of [
        '/access/v1/evaluation',
        '/sets/records/access/v1/evaluations',
      ]) {
        const { body } = await portal.post(path, asked).expect(400);
        expect(body.error.message).toMatch(message);
      }
    }
    for (const [part, message] of wrong.slice(0, 5)) {
      const { body } = await portal
        .post('/access/v1/search/resource', { ...right, ...part })
        .expect(400);
      expect(body.error.message).toMatch(message);
    }
    const odd = { type: 'us er', id: 'alice' };
    for (const [kind, part] of [
      ['resource', { subject: odd }],
      ['resource', { resource: odd }],
      ['subject', { subject: odd }],
      ['action', { subject: odd }],
    ] as const) {
      const { body } = await portal
        .post(`/sets/records/access/v1/search/${kind}`, { ...right, ...part })
        .expect(400);
      expect(body.error.message).toMatch(/'us er'.*no name/);
    }
  });

  it('reads numbers and keys as they are written, or refuses them with their place', async () => {
    const ask = (amount: string) =>
      JSON.stringify(readRequest('alice', { amount: 5 })).replace('5', amount);
    for (const [amount, message] of [
      ['9007199254740993', /number 9007199254740993 .* \(line 1, column \d+\)/],
      ['1e400', /number 1e400/],
      ['9999999999.0000001', /number 9999999999.0000001/],
      ['5,"amount":6', /key "amount" is given twice/],
      ['5,"\\u0061mount":6', /is given twice/],
      ['5,"__proto__":{"x":1}', /'__proto__'/],
    ] as const) {
      for (const path of [
        '/access/v1/evaluation',
        '/access/v1/evaluations',
        '/sets/records/access/v1/search/subject',
      ]) {
        const { body } = await portal.post(path, ask(amount)).expect(400);
        expect(body.error.message).toMatch(message);
      }
      const draft = await portal
        .post('/playground/evaluate', `{"files":[],"request":${ask(amount)}}`)
        .expect(400);
      expect(draft.body.error.message).toMatch(message);
    }
    for (const amount of ['1e2', '100.0', '-0', '9007199254740991']) {
      const { body } = await portal
        .post('/access/v1/evaluation', ask(amount))
        .expect(200);
      expect([amount, body.decision]).toEqual([amount, Number(amount) <= 100]);
    }
    const half = await portal
      .post(
        '/playground/evaluate',
        '{"files":[{"path":"a","content":"\\ud800"}]}',
      )
      .expect(400);
    expect(half.body.error.message).toMatch(/Unicode/);
  });

  it('refuses other content types, broken UTF-8 and unknown sets', async () => {
    const url = '/api/policies/access/v1/evaluation';
    const text = await request(portal.server).post(url).type('text').send('{}');
    expect([text.status, text.body.error.message]).toEqual([
      400,
      expect.stringContaining('text/plain'),
    ]);
    const bytes = await request(portal.server)
      .post(url)
      .type('json')
      .serialize(value => value)
      .send(Buffer.from([0x22, 0xff, 0xfe, 0x22]) as any);
    expect([bytes.status, bytes.body.error.message]).toEqual([
      400,
      expect.stringContaining('UTF-8'),
    ]);
    const unknown = await portal.post(
      '/sets/nowhere/access/v1/evaluation',
      readRequest('alice'),
    );
    expect([unknown.status, unknown.body.error.message]).toEqual([
      404,
      expect.stringContaining("'nowhere'"),
    ]);
  });

  it('decides each type by one set, and knows no other that claims it', async () => {
    const ask = (set: string, type: string) =>
      portal.post(
        `${set}/access/v1/evaluation`,
        readRequest('alice', undefined, type),
      );
    const { body } = await ask('', 'shared').expect(200);
    expect(body).toMatchObject({ decision: true, context: { set: 'one' } });
    const two = await ask('/sets/two', 'other').expect(200);
    expect(two.body.decision).toBe(false);
    await ask('/sets/three', 'shared').expect(404);
  });

  it('serves discovery without a token, for the portal and for a set', async () => {
    const pdp = `http://localhost:${portal.server.port()}/api/policies`;
    const { body } = await request(portal.server)
      .get('/.well-known/authzen-configuration/api/policies')
      .set('authorization', '')
      .expect(200);
    expect(body).toEqual({
      policy_decision_point: pdp,
      access_evaluation_endpoint: `${pdp}/access/v1/evaluation`,
      access_evaluations_endpoint: `${pdp}/access/v1/evaluations`,
      search_subject_endpoint: `${pdp}/access/v1/search/subject`,
      search_resource_endpoint: `${pdp}/access/v1/search/resource`,
      search_action_endpoint: `${pdp}/access/v1/search/action`,
    });
    const set = await request(portal.server)
      .get('/.well-known/authzen-configuration/api/policies/sets/records')
      .expect(200);
    expect(set.body.access_evaluation_endpoint).toBe(
      `${pdp}/sets/records/access/v1/evaluation`,
    );
  });

  it('logs decisions with caller, redacts them and counts callers', async () => {
    await portal
      .post('/access/v1/evaluation', {
        ...readRequest('alice'),
        subject: {
          type: 'user',
          id: 'carol',
          properties: { level: 1, email: 'carol@example.com' },
        },
      })
      .expect(200);
    const { body } = await portal.get('/decisions?set=records&limit=1');
    expect(body.items).toEqual([
      expect.objectContaining({
        caller: 'user:default/mock',
        set: 'records',
        decision: false,
        request: expect.objectContaining({
          subject: {
            type: 'user',
            id: 'carol',
            properties: { level: 1, email: '[redacted]' },
          },
        }),
      }),
    ]);
    const older = await portal.get(
      `/decisions?limit=1&cursor=${body.nextCursor}`,
    );
    expect(older.body.items[0].id).not.toBe(body.items[0].id);
    expect((await portal.get('/decisions?cursor=x')).status).toBe(400);
    const detail = await portal.get('/sets/records').expect(200);
    expect(detail.body.observedConsumers).toEqual([
      expect.objectContaining({ caller: 'user:default/mock' }),
    ]);
  });
});

describe('decision API without rights', () => {
  it('asks for credentials and for the permission, and names it', async () => {
    const folder = new SetsFolder();
    folder.write('records', setFiles('records'));
    const portal = await startPortal([folder.path], {
      features: [
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.DENY })),
          authorizeConditional: async requests =>
            requests.map(() => ({ result: AuthorizeResult.DENY })),
        }).factory,
      ],
    });
    const anonymous = await portal.post(
      '/access/v1/evaluation',
      readRequest('alice'),
    );
    expect(anonymous.status).toBe(401);
    for (const [path, permission] of [
      ['/access/v1/evaluation', 'policies.decision.evaluate'],
      ['/playground/evaluate', 'policies.playground.use'],
      ['/playground/live', 'policies.playground.use'],
      ['/registry/refresh', 'policies.registry.refresh'],
    ]) {
      const answer = await portal
        .post(path, {
          ...readRequest('alice'),
          ...(path.startsWith('/play') && {
            set: 'records',
            request: readRequest('alice'),
            files: [{ path: 'policy-set.yaml', content: '' }],
          }),
        })
        .set('authorization', mockCredentials.user.header());
      expect([answer.status, answer.body.error.message]).toEqual([
        403,
        expect.stringContaining(`'${permission}'`),
      ]);
    }
    for (const path of [
      '/sets',
      '/sets/records/revisions/active',
      '/decisions',
      '/overview',
    ]) {
      const answer = await portal
        .get(path)
        .set('authorization', mockCredentials.user.header());
      expect(answer.status).toBe(403);
    }
    await portal.stop();
    folder.dispose();
  });
});

describe('what the log tells', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    folder.write('notes', setFiles('notes', { type: 'note' }));
    portal = await startPortal([folder.path], {
      policies: { decisions: { logEntriesPerSecond: 1 } },
    });
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  const countedToday = async () =>
    (await portal.get('/overview').expect(200)).body.counts.decisions24h;

  it('leaves out what people only try, and decides it all the same', async () => {
    const { body } = await portal
      .as('ann')
      .post('/playground/live', {
        set: 'records',
        request: readRequest('alice'),
      })
      .expect(200);
    expect(body).toMatchObject({
      decision: true,
      context: { set: 'records', policies: ['read'] },
    });
    const { body: log } = await portal.get('/decisions').expect(200);
    expect(log).toMatchObject({ total: 0, items: [] });
    expect(await countedToday()).toBe(0);
    const { body: set } = await portal.get('/sets/records').expect(200);
    expect(set.observedConsumers).toEqual([]);
  });

  it('has as many entries as its total says, and tells whom a service asked by the counts', async () => {
    const item = readRequest('alice');
    await portal
      .post('/access/v1/evaluations', {
        evaluations: Array.from({ length: 9 }, () => item),
      })
      .set('authorization', mockCredentials.service.header())
      .expect(200);
    await portal
      .post('/access/v1/evaluation', readRequest('bob', {}, 'note'))
      .set('authorization', mockCredentials.service.header())
      .expect(200);
    const { body: log } = await portal.get('/decisions').expect(200);
    expect(log.total).toBe(log.items.length);
    expect(log.total).toBeLessThan(10);
    expect(log.total).toBeGreaterThan(0);
    expect(log.leftOut).toBe(10 - log.total);
    const { body: home } = await portal.get('/overview').expect(200);
    expect(home.counts).toMatchObject({
      decisions24h: 10,
      leftOut24h: log.leftOut,
    });

    const { body: records } = await portal.get('/sets/records').expect(200);
    const [{ caller }] = records.observedConsumers;
    const asked = async (name: string) =>
      (
        await portal.get(`/sets?caller=${encodeURIComponent(name)}`).expect(200)
      ).body.items.map((set: { name: string }) => set.name);
    expect(await asked(caller)).toEqual(['notes', 'records']);
    expect(await asked(`component:default/${caller}`)).toEqual([
      'notes',
      'records',
    ]);
    expect(await asked('component:default/nobody')).toEqual([]);
    await portal.get('/sets?caller=user:default/ann').expect(400);
  });
});

describe("decisions of sets of one's own", () => {
  it('tells in list, counts, home and the page of a set what one may read, and no more', async () => {
    const folder = new SetsFolder();
    const ownedBy = (name: string, type: string, owner: string) => ({
      ...setFiles(name, { type }),
      'policy-set.yaml': setFiles(name, { type })['policy-set.yaml'].replace(
        'group:default/testers',
        owner,
      ),
    });
    folder.write('ours', ownedBy('ours', 'record', 'testers'));
    folder.write('theirs', ownedBy('theirs', 'note', 'group:default/payers'));
    const claims = ['group:default/testers'];
    let result: 'ALLOW' | 'DENY' | 'CONDITIONAL' = 'CONDITIONAL';
    const portal = await startPortal([folder.path], {
      features: [
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.ALLOW })),
          authorizeConditional: async requests =>
            requests.map(({ permission }) => {
              if (permission.name !== 'policies.decision.read') {
                return { result: AuthorizeResult.ALLOW };
              }
              return result === 'CONDITIONAL'
                ? createPolicySetDecision(
                    permission as ResourcePermission<'policy-set'>,
                    policySetConditions.isSetOwner({ claims }),
                  )
                : { result: AuthorizeResult[result] };
            }),
        }).factory,
      ],
    });
    for (let times = 0; times < 3; times++) {
      await portal
        .post('/access/v1/evaluation', readRequest('alice', { amount: times }))
        .expect(200);
      for (const person of ['alice', 'bob']) {
        await portal
          .as('ann')
          .post(
            '/access/v1/evaluation',
            readRequest(person, { amount: times }, 'note'),
          )
          .expect(200);
      }
    }
    const seen = async () => {
      const list = await portal.get('/decisions?limit=2');
      const theirs = await portal.get('/decisions?set=theirs');
      const { body: home } = await portal.get('/overview').expect(200);
      const { body: page } = await portal.get('/sets/theirs').expect(200);
      return {
        total: list.body.total,
        listed: list.body.items?.length,
        more: list.body.nextCursor !== undefined,
        theirs: theirs.body.items?.length,
        counted: home.counts.decisions24h,
        denied: home.counts.denied24h,
        home: home.recentDecisions.map((record: any) => record.set).sort(),
        callers: page.observedConsumers.map((item: any) => item.caller),
      };
    };
    expect(await seen()).toEqual({
      total: 3,
      listed: 2,
      more: true,
      theirs: 0,
      counted: 3,
      denied: 0,
      home: ['ours', 'ours', 'ours'],
      callers: [],
    });
    result = 'ALLOW';
    expect(await seen()).toMatchObject({
      total: 9,
      theirs: 6,
      counted: 9,
      denied: 3,
      callers: ['user:default/ann'],
    });
    result = 'DENY';
    expect(await seen()).toMatchObject({
      total: undefined,
      counted: 0,
      home: [],
      callers: [],
    });
    await portal.stop();
    folder.dispose();
  });
});
