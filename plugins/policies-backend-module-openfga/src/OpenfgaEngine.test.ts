import { readdirSync } from 'fs';
import { join, resolve } from 'path';
import {
  isCaseFile,
  PolicyFile,
  readCases,
} from '@internal/plugin-policies-common';
import { searchSet } from '@internal/plugin-policies-node';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  readFolder,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { FgaTestServer } from './__testUtils__/FgaTestServer';
import { OpenfgaEngine } from './OpenfgaEngine';

const ESTATE = resolve(__dirname, '../../../estate/engines/openfga');
const { base } = readFixture('openfga');

const MODEL = `model
  schema 1.1

type person
  relations
    define manager: [person]

type team
  relations
    define member: [person, team#member]

type folder
  relations
    define owner: [person]
    define viewer: [person, person:*, team#member] or owner

type document
  relations
    define parent: [folder]
    define owner: [person]
    define viewer: [person] or owner or viewer from parent
    define blocked: [person, person:* with on_hold]
    define can_view: viewer but not blocked
    define can_pay: owner
    define too_much: [person:* with over_limit]

condition on_hold(hold: bool) {
  hold
}

condition over_limit(action_amount: double, resource_limit: double) {
  action_amount > resource_limit
}
`;

const TUPLES = `
- { user: 'team:staff#member', relation: viewer, object: 'folder:plans' }
- { user: 'person:ana', relation: member, object: 'team:board' }
- { user: 'team:board#member', relation: member, object: 'team:staff' }
- { user: 'person:*', relation: viewer, object: 'folder:news' }
- { user: 'folder:plans', relation: parent, object: 'document:q3' }
- { user: 'folder:news', relation: parent, object: 'document:hello' }
- { user: 'person:bea', relation: owner, object: 'document:q3' }
- { user: 'person:cid', relation: blocked, object: 'document:q3' }
- { user: 'person:cid', relation: owner, object: 'document:q3' }
- user: 'person:*'
  relation: too_much
  object: 'document:q3'
  condition: { name: over_limit, context: { resource_limit: 100 } }
`;

const ACTIONS = `
actions:
  view:
    allow: { sharing: can_view }
  pay:
    allow: { owners: [can_pay, owner] }
    deny: { limits: too_much }
contextualTuples:
  - { user: '{subject}', relation: member, object: 'team:{subject.teams}' }
`;

const MANIFEST = base
  .find(({ path }) => path === 'policy-set.yaml')!
  .content.replace('resourceTypes: [record]', 'resourceTypes: [Document]')
  .replace(
    /policies:[\s\S]*/,
    `types: { User: person, Document: document }
  policies:
    - { name: sharing, title: Sharing }
    - { name: owners, title: Owners }
    - { name: limits, title: Limits }
`,
  );

function bundle(...files: PolicyFile[]) {
  return bundleOf(
    withFiles(
      [
        { path: 'policy-set.yaml', content: MANIFEST },
        { path: 'model.fga', content: MODEL },
        { path: 'tuples.yaml', content: TUPLES },
        { path: 'authzen.yaml', content: ACTIONS },
      ],
      files,
    ),
  );
}

type Properties = Record<string, unknown>;

const asks = (
  id: string,
  name: string,
  document: string,
  more: {
    subject?: Properties;
    action?: Properties;
    context?: Properties;
  } = {},
) => ({
  subject: { type: 'User', id, properties: more.subject },
  action: { name, properties: more.action },
  resource: { type: 'Document', id: document },
  context: { hold: false, ...more.context },
});

describeWithServer('openfga', 'OpenFGA engine', () => {
  let server: FgaTestServer;
  let engine: OpenfgaEngine;

  beforeAll(async () => {
    server = await FgaTestServer.start();
    engine = server.createEngine({ checksPerCall: 8 });
  }, 30_000);

  afterAll(async () => {
    await engine.dispose();
    await server.stop();
  });

  async function draftOf(...files: PolicyFile[]) {
    const { diagnostics, compiled } = await engine.compile(bundle(...files), {
      mode: 'draft',
    });
    expect(diagnostics).toEqual([]);
    return compiled!;
  }

  it('decides by relations, groups, parents, conditions and tuples of the request', async () => {
    const set = await draftOf();
    const wanted: Array<[ReturnType<typeof asks>, object]> = [
      // ana is in the board, that is in staff, that views the folder of the document.
      [asks('ana', 'view', 'q3'), { outcome: 'allow', policies: ['sharing'] }],
      [asks('dan', 'view', 'q3'), { outcome: 'deny', policies: [] }],
      [asks('dan', 'view', 'hello'), { outcome: 'allow' }],
      [asks('cid', 'view', 'q3'), { outcome: 'deny' }],
      [
        asks('dan', 'view', 'q3', { subject: { teams: ['x', 'staff'] } }),
        { outcome: 'allow' },
      ],
      [
        asks('dan', 'view', 'q3', { subject: { teams: 'x' } }),
        { outcome: 'deny' },
      ],
      [
        asks('bea', 'pay', 'q3', { action: { amount: 100 } }),
        { outcome: 'allow', policies: ['owners'] },
      ],
      [
        asks('bea', 'pay', 'q3', { action: { amount: 101 } }),
        { outcome: 'deny', policies: ['limits'] },
      ],
      [asks('dan', 'pay', 'hello'), { outcome: 'deny', policies: [] }],
      // What may deny cannot be worked out.
      [
        asks('bea', 'pay', 'q3'),
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringMatching(/'limits'.*action_amount/),
        },
      ],
      [
        asks('bea', 'pay', 'q3', { action: { amount: 'much' } }),
        { outcome: 'error', fault: 'request' },
      ],
      [
        asks('bea', 'bake', 'q3'),
        {
          outcome: 'error',
          fault: 'request',
          message: `action 'bake' is not known; use one of 'view', 'pay'`,
        },
      ],
      [
        { ...asks('bea', 'view', 'q3'), resource: { type: 'Cake', id: '1' } },
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringContaining(`'resource.type' 'Cake'`),
        },
      ],
      [
        asks('bea', 'pay', 'q3', { context: { action_amount: 1 } }),
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringContaining(`'context.action_amount'`),
        },
      ],
      [
        asks('dan', 'view', 'q3', { subject: { teams: ['a b'] } }),
        { outcome: 'error', fault: 'request' },
      ],
      [
        asks('dan', 'view', 'q3', {
          subject: { teams: Array.from({ length: 200 }, (_, n) => `t${n}`) },
        }),
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringContaining('OpenFGA takes 100'),
        },
      ],
      ...['*', 'staff#member', 'a b', '', 'x:y'].map(
        (id): [ReturnType<typeof asks>, object] => [
          asks(id, 'view', 'hello'),
          { outcome: 'error', fault: 'request' },
        ],
      ),
    ];
    const decisions = await set.evaluate(wanted.map(([request]) => request));
    expect(
      decisions.map((decision, index) => [wanted[index][0], decision]),
    ).toEqual(
      wanted.map(([request, decision]) => [
        request,
        expect.objectContaining(decision),
      ]),
    );
    // The condition that lacks a value is told beside the deny.
    const { hold, ...nothing } = asks('dan', 'view', 'hello').context;
    expect(
      await set.evaluate([{ ...asks('dan', 'view', 'q3'), context: nothing }]),
    ).toMatchObject([{ outcome: 'deny', policies: [] }]);
    expect(hold).toBe(false);
    await set.dispose();
  });

  it('passes over nothing that a tuple that denies would be made of', async () => {
    const set = await draftOf({
      path: 'authzen.yaml',
      content: `${ACTIONS}  - { user: 'person:{resource.banned}', relation: blocked, object: '{resource}' }\n`,
    });
    const asked = async (properties: Properties) =>
      (
        await set.evaluate([
          {
            ...asks('ana', 'view', 'q3'),
            resource: { type: 'Document', id: 'q3', properties },
          },
        ])
      )[0];
    for (const properties of [{}, { banned: [] }, { banned: ['bea', 7] }]) {
      expect(await asked(properties)).toMatchObject({ outcome: 'allow' });
    }
    for (const banned of [
      'ana',
      ['ana'],
      { id: 'ana' },
      { type: 'User', id: 'ana' },
      ['bea', { id: 'ana' }],
    ]) {
      expect([banned, await asked({ banned })]).toEqual([
        banned,
        expect.objectContaining({ outcome: 'deny' }),
      ]);
    }
    for (const banned of [
      null,
      {},
      { 0: 'ana' },
      { id: 7 },
      { id: ['ana'] },
      [null],
      ['bea', null],
      [['ana']],
      [[]],
      [{}],
      [...Array(101).fill('bea'), 'ana'],
    ]) {
      expect([banned, await asked({ banned })]).toEqual([
        banned,
        expect.objectContaining({
          outcome: 'error',
          fault: 'request',
          message: expect.stringMatching(
            /gives no tuple: 'resource\.banned' ha/,
          ),
        }),
      ]);
    }
    await set.dispose();
  });

  it('explains a decision by what each relation is made of', async () => {
    const set = await draftOf();
    const [allowed, denied] = await set.evaluate(
      [
        asks('ana', 'view', 'q3'),
        asks('bea', 'pay', 'q3', { action: { amount: 500 } }),
      ],
      { explain: true },
    );
    expect(allowed).toMatchObject({
      explanation: {
        determining: [
          {
            policy: 'sharing',
            file: 'model.fga',
            range: { startLine: 23 },
          },
        ],
      },
    });
    expect(
      allowed.outcome === 'allow' && allowed.explanation!.trace!.join('\n'),
    ).toBe(`document:q3#can_view -> yes
  document:q3#viewer -> yes
    any of
      tuples: none
      document:q3#owner -> no
        tuples: person:bea, person:cid
      by document:q3#parent
        folder:plans#viewer -> yes
          any of
            tuples: sets of users
            team:staff#member -> yes
              tuples: sets of users
              team:board#member -> yes
                tuples: person:ana
            folder:plans#owner -> no
              tuples: none
  but not
    document:q3#blocked -> no
      tuples: person:cid`);
    expect(denied).toMatchObject({
      outcome: 'deny',
      policies: ['limits'],
      explanation: {
        determining: [
          { policy: 'limits', effect: 'forbid', range: { startLine: 25 } },
        ],
        notApplied: [],
      },
    });
    await set.dispose();
  });

  it('names as failed what fails when OpenFGA is asked again', async () => {
    const model = `model
  schema 1.1

type person

type document
  relations
    define blocked: [person]
    define payer: [person with under_limit, person with by_day]
    define can_pay: payer but not blocked
    define can_view: [person with by_day]

condition under_limit(action_amount: double, limit: double) {
  action_amount <=
    limit
}

condition by_day(hour: int) {
  hour >= 8 && hour < 18
}
`;
    const tuple = (user: string, relation: string, more = '') =>
      `- { user: 'person:${user}', relation: ${relation}, object: 'document:q3'${more} }\n`;
    const under = `, condition: { name: under_limit, context: { limit: 100 } }`;
    const byDay = `, condition: { name: by_day }`;
    const set = await draftOf(
      { path: 'model.fga', content: model },
      {
        path: 'tuples.yaml',
        content: [
          tuple('ana', 'payer', under),
          tuple('bea', 'payer', under),
          tuple('bea', 'blocked'),
          tuple('cid', 'payer', byDay),
          tuple('ana', 'can_view', byDay),
        ].join(''),
      },
      {
        path: 'authzen.yaml',
        content: `actions:
  pay: { allow: { owners: can_pay } }
  view: { allow: { sharing: can_view, limits: can_view } }
`,
      },
    );
    const pays = (
      id: string,
      amount: number,
      hour: number,
      action = 'pay',
    ) => ({
      ...asks(id, action, 'q3', { action: { amount }, context: { hour } }),
    });
    const explained = async (...requests: ReturnType<typeof pays>[]) =>
      (await set.evaluate(requests, { explain: true })).map(decision => [
        decision.outcome,
        decision.outcome === 'error'
          ? decision.message
          : decision.explanation!.notApplied[0]?.failedClauses,
      ]);
    const definition = {
      text: 'define can_pay: payer but not blocked',
      values: [],
    };
    expect(
      await explained(
        pays('ana', 5, 12),
        pays('ana', 101, 12),
        // The amount is small enough: bea is blocked, cid comes by night, dan has no tuple.
        pays('bea', 5, 12),
        pays('bea', 500, 3),
        pays('cid', 5, 3),
        pays('dan', 5, 3),
      ),
    ).toEqual([
      ['allow', undefined],
      [
        'deny',
        [
          {
            text: 'under_limit: action_amount <= limit',
            values: [
              { path: 'action_amount', value: 101 },
              { path: 'limit', value: 100 },
            ],
          },
          definition,
        ],
      ],
      ['deny', [definition]],
      ['deny', [definition]],
      [
        'deny',
        [
          {
            text: 'by_day: hour >= 8 && hour < 18',
            values: [{ path: 'hour', value: 3 }],
          },
          definition,
        ],
      ],
      ['deny', [definition]],
    ]);
    expect(set.cacheable).not.toBe(false);
    await set.dispose();
  });

  it.each([
    ['a number', 'number: int', 'number'],
    ['what a map holds', 'value: map<string>', 'value["a"]'],
    ['a text', 'hour: int', '"yes"'],
    ['what the clock says', 'hour: int', 'timestamp(now()).getHours() > hour'],
    ['what the clock says', 'until: timestamp', 'until > now'],
  ])(
    'refuses a condition that gives %s',
    async (_what, parameter, expression) => {
      for (const mode of ['draft', 'live'] as const) {
        const { diagnostics, compiled } = await engine.compile(
          bundle({
            path: 'model.fga',
            content: MODEL.replace(
              /condition on_hold[^}]*\}/,
              `condition on_hold(${parameter}) {\n  ${expression}\n}`,
            ),
          }),
          { mode },
        );
        expect(compiled).toBeUndefined();
        expect(diagnostics).toEqual([
          expect.objectContaining({
            severity: 'error',
            file: 'model.fga',
            message: expect.stringContaining('on_hold'),
            range: expect.objectContaining({ startLine: 27 }),
          }),
        ]);
      }
    },
  );

  it('searches at the server, or one by one where the server cannot tell', async () => {
    const { compiled } = await engine.compile(bundle(), { mode: 'live' });
    const find = async (request: object, limit = 100) => {
      const ids: string[] = [];
      let token: string | undefined;
      do {
        const page = await searchSet(compiled!, request as never, {
          limit,
          token,
        });
        ids.push(
          ...page.results.map(found =>
            'id' in found ? `${found.type}:${found.id}` : found.name,
          ),
        );
        token = page.nextToken;
      } while (token);
      return ids;
    };
    const context = { hold: false };
    const viewers = (document: string) => ({
      kind: 'subject',
      subject: { type: 'User' },
      action: { name: 'view' },
      resource: { type: 'Document', id: document },
      context,
    });
    expect(await find(viewers('q3'))).toEqual(['User:ana', 'User:bea']);
    expect(await find(viewers('q3'), 1)).toEqual(['User:ana', 'User:bea']);
    // Everybody: those the set knows.
    expect(await find(viewers('hello'))).toEqual([
      'User:ana',
      'User:bea',
      'User:cid',
    ]);
    const documents = (id: string, action = 'view') => ({
      kind: 'resource',
      subject: { type: 'User', id },
      action: { name: action, properties: { amount: 7 } },
      resource: { type: 'Document' },
      context,
    });
    expect(await find(documents('ana'), 1)).toEqual([
      'Document:hello',
      'Document:q3',
    ]);
    expect(await find(documents('bea', 'pay'))).toEqual(['Document:q3']);
    expect(await find(documents('nobody', 'pay'))).toEqual([]);
    expect(
      await find({
        kind: 'action',
        subject: { type: 'User', id: 'bea' },
        resource: { type: 'Document', id: 'q3' },
        context,
      }),
    ).toEqual(['view']);
    await compiled!.dispose();
  });

  it('tells the file and the line of what it cannot use', async () => {
    async function errorOf(...files: PolicyFile[]) {
      const { diagnostics, compiled } = await engine.compile(bundle(...files), {
        mode: 'draft',
      });
      expect(compiled).toBeUndefined();
      return diagnostics[0];
    }
    const model = (from: string, to: string) =>
      errorOf({ path: 'model.fga', content: MODEL.replace(from, to) });
    expect(await model('[person, team#member]', '[human]')).toMatchObject({
      source: 'openfga',
      file: 'model.fga',
      range: { startLine: 10 },
      message: expect.stringContaining('human'),
    });
    expect(await model('define owner', 'defin owner')).toMatchObject({
      file: 'model.fga',
      range: { startLine: 14 },
    });
    // Only the server compiles conditions.
    expect(
      await model('action_amount > resource_limit', 'action_amount > "x"'),
    ).toMatchObject({
      source: 'openfga',
      file: 'model.fga',
      range: { startLine: 31 },
      message: expect.stringContaining('over_limit'),
    });
    expect(
      await errorOf({
        path: 'model.fga',
        content: 'permit (principal, action, resource);',
      }),
    ).toMatchObject({ file: 'model.fga', range: { startLine: 1 } });
    expect(
      await errorOf({
        path: 'model.fga',
        content: `${MODEL}\n    define x: ${'('.repeat(3_000)}`,
      }),
    ).toMatchObject({ message: expect.stringContaining('2000 characters') });

    const tuples = (content: string) =>
      errorOf({ path: 'tuples.yaml', content });
    for (const [tuple, message] of [
      [`{ user: 'person:*', relation: owner, object: 'document:q3' }`, /owner/],
      [
        `{ user: 'person:a b', relation: owner, object: 'document:q3' }`,
        /no user/,
      ],
      [`{ user: 'person:a', relation: x, object: 'document:q3' }`, /'x'/],
      [`{ user: 'person:a', relation: owner, object: 'cake:1' }`, /'cake'/],
      [
        `{ user: 'person:*', relation: too_much, object: 'document:q3' }`,
        /asks for a condition/,
      ],
      [`{ user: 'person:a', relation: owner }`, /object/],
    ] as const) {
      expect(await tuples(`\n- ${tuple}\n`)).toMatchObject({
        file: 'tuples.yaml',
        range: { startLine: 2 },
        message: expect.stringMatching(message),
      });
    }
    expect(await tuples(`${TUPLES}${TUPLES}`)).toMatchObject({
      message: expect.stringContaining('twice'),
      range: { startLine: 16 },
    });
    expect(await tuples(`a: &a [1]\nb: ${'[*a,'.repeat(500)}`)).toMatchObject({
      file: 'tuples.yaml',
      message: expect.stringContaining('nests deeper'),
    });

    const actions = (from: string, to: string) =>
      errorOf({ path: 'authzen.yaml', content: ACTIONS.replace(from, to) });
    expect(await actions('can_view', 'can_vew')).toMatchObject({
      range: { startLine: 4 },
      message: expect.stringContaining(`'can_vew'`),
    });
    expect(await actions('limits: too_much', 'limit: too_much')).toMatchObject({
      message: `'limit' is no policy of 'policy-set.yaml'`,
    });
    expect(await actions('deny: { limits: too_much }', '')).toMatchObject({
      message: `policy 'limits' decides about no action`,
    });
    expect(await actions('{subject.teams}', '{subjects}')).toMatchObject({
      message: expect.stringContaining('{subjects}'),
    });
    const without = bundleOf(
      bundle().files.filter(({ path }) => path !== 'model.fga'),
    );
    expect(
      (await engine.compile(without, { mode: 'draft' })).diagnostics,
    ).toMatchObject([
      { file: 'model.fga', message: `the set has no 'model.fga'` },
    ]);
    // Nothing stays of what was refused.
    expect(
      (await server.stores()).filter(({ name }) => name.startsWith('portal/')),
    ).toEqual([]);
  });

  it('runs native tests and tells what did not hold', async () => {
    const test = (content: string) =>
      engine.runNativeTests(bundle({ path: 'native/plans.fga.yaml', content }));
    const results = await test(`
model_file: ../model.fga
tuple_file: ../tuples.yaml
tests:
  - name: plans
    tuples:
      - { user: 'person:eve', relation: viewer, object: 'document:q3' }
    check:
      - users: ['person:ana', 'person:eve']
        object: document:q3
        context: { hold: false }
        assertions: { can_view: true, owner: false }
      - user: person:ana
        object: document:q3
        context: { hold: false }
        assertions: { can_view: false, nope: true }
    list_objects:
      - { user: 'person:ana', type: document, context: { hold: false }, assertions: { can_view: ['document:q3'] } }
    list_users:
      - object: document:hello
        user_filter: [{ type: person }]
        assertions: { viewer: { users: ['person:*'] } }
`);
    expect(
      results.map(({ name, status, message }) => [name, status, message]),
    ).toEqual([
      ['plans: person:ana can_view document:q3', 'passed', undefined],
      ['plans: person:ana owner document:q3', 'passed', undefined],
      ['plans: person:eve can_view document:q3', 'passed', undefined],
      ['plans: person:eve owner document:q3', 'passed', undefined],
      [
        'plans: person:ana can_view document:q3',
        'failed',
        'expected false, got true',
      ],
      [
        'plans: person:ana nope document:q3',
        'error',
        expect.stringContaining('nope'),
      ],
      [
        'plans: objects of type document that person:ana is can_view of',
        'failed',
        'holds document:hello besides',
      ],
      ['plans: users that are viewer of document:hello', 'passed', undefined],
    ]);
    for (const [content, message] of [
      ['tests: [', /not valid YAML/],
      ['model_file: ../../../etc/passwd', /no file of the set/],
      ['model_file: none.fga', /'none.fga'/],
      ['model: nonsense', /mismatched input/],
    ] as const) {
      expect(await test(content)).toMatchObject([
        { status: 'error', message: expect.stringMatching(message) },
      ]);
    }
  });

  it.each(readdirSync(ESTATE))('decides the cases of %s', async name => {
    const files = readFolder(join(ESTATE, name));
    const set = bundleOf(files);
    const { diagnostics, compiled } = await engine.compile(set, {
      mode: 'draft',
    });
    expect(diagnostics).toEqual([]);
    const cases = files
      .filter(({ path }) => isCaseFile(path))
      .flatMap(({ path, content }) => readCases(path, content).cases);
    expect(cases.length).toBeGreaterThan(14);
    const decisions = await compiled!.evaluate(
      cases.map(({ request }) => request),
    );
    expect(
      decisions.map((decision, index) => ({
        name: cases[index].name,
        outcome: decision.outcome,
        policies: 'policies' in decision ? decision.policies : decision,
      })),
    ).toEqual(
      cases.map(({ name: asked, expect: { decision, policies } }) => ({
        name: asked,
        outcome: decision ? 'allow' : 'deny',
        policies,
      })),
    );
    const native = await engine.runNativeTests(set);
    expect(native.length).toBeGreaterThan(3);
    expect(native.filter(({ status }) => status !== 'passed')).toEqual([]);
    await compiled!.dispose();
  });
});
