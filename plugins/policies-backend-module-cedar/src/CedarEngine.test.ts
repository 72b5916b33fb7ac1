import { mockServices } from '@backstage/backend-test-utils';
import {
  EvaluationRequest,
  NotAppliedPolicy,
} from '@internal/plugin-policies-common';
import { CompiledSet, PolicyBundle } from '@internal/plugin-policies-node';
import { CedarEngine } from './CedarEngine';
import { readCedarOptions } from './CedarOptions';
import {
  bundleOf,
  casesOf,
  estateBundle,
  estateSets,
  smallBundle,
} from './__testUtils__/bundles';

const request = (amount: unknown, extra: object = {}) => ({
  subject: { type: 'user', id: 'alice', properties: { level: 1 } },
  action: { name: 'read' },
  resource: {
    type: 'record',
    id: 'r1',
    properties: { owner: { type: 'user', id: 'alice' }, amount },
  },
  ...extra,
});

describe('CedarEngine', () => {
  let engine: CedarEngine;

  beforeAll(() => {
    engine = new CedarEngine({
      ...readCedarOptions('cedar', {
        liveWorkers: 2,
        decisionTimeoutMs: 5_000,
      }),
      logger: mockServices.logger.mock(),
    });
  });

  afterAll(async () => {
    await engine.dispose();
  });

  it.each(estateSets())(
    'decides every case of the estate set %s, without a warning',
    async name => {
      const bundle = estateBundle(name);
      const { compiled, diagnostics } = await engine.compile(bundle, {
        mode: 'live',
      });
      expect(diagnostics).toEqual([]);
      const cases = casesOf(bundle);
      const decisions = await compiled!.evaluate(
        cases.map(({ request: asked }) => asked),
      );
      expect(
        decisions.map((decision, index) => ({
          case: cases[index].name,
          outcome: decision.outcome,
          policies:
            cases[index].expect.policies &&
            'policies' in decision &&
            decision.policies,
        })),
      ).toEqual(
        cases.map(({ name: caseName, expect: expected }) => ({
          case: caseName,
          outcome: expected.decision ? 'allow' : 'deny',
          policies: expected.policies && [...expected.policies].sort(),
        })),
      );
      await compiled!.dispose();
    },
  );

  it('calls a policy a near miss only when it would allow, by all policies together', async () => {
    const nearMisses = async (
      bundle: PolicyBundle,
      asked: EvaluationRequest,
    ) => {
      const { compiled } = await engine.compile(bundle, { mode: 'draft' });
      const [decision] = await compiled!.evaluate([asked], { explain: true });
      await compiled!.dispose();
      expect(decision).toMatchObject({ outcome: 'deny', policies: [] });
      return Object.fromEntries(
        (
          decision as { explanation: { notApplied: NotAppliedPolicy[] } }
        ).explanation.notApplied.map(
          ({ policy, effect, nearMiss, failedClauses }) => [
            `${effect} ${policy}`,
            [nearMiss, ...failedClauses.map(({ text }) => text)],
          ],
        ),
      );
    };
    const estate = estateBundle('withdrawals');
    const { request: asked } = casesOf(estate).find(({ name }) =>
      name.includes('above 250,000'),
    )!;
    const misses = await nearMisses(estate, asked);
    // As a retail customer the forbid of the same policy would deny.
    expect(misses['permit daily-limit']).toEqual([
      false,
      'when { principal.segment == "retail" }',
    ]);
    expect(misses['permit professional-limit']).toEqual([
      true,
      'when { resource.amount <= 250000 }',
    ]);
    expect(misses['forbid daily-limit'][0]).toBeUndefined();
    const policy = (text: string) =>
      smallBundle({ 'policies/read.cedar': text });
    const mails = policy(`permit (principal, action, resource)
when { principal has email && principal.email == "desk" };
forbid (principal, action, resource)
when { principal has email && principal.email == "desk" && resource.amount > 3 };`);
    for (const amount of [3, 4]) {
      expect(await nearMisses(mails, request(amount))).toMatchObject({
        'permit read': [amount === 3, expect.any(String), expect.any(String)],
      });
    }
    // No value can be told, and the clause stands in a forbid as well.
    expect(
      await nearMisses(
        policy(`permit (principal, action, resource) when { principal in team::"ops" };
forbid (principal, action, resource) when { principal in team::"ops" && resource.amount > 3 };`),
        request(5),
      ),
    ).toMatchObject({ 'permit read': [false, expect.any(String)] });
    expect(
      await nearMisses(
        policy(
          'permit (principal, action, resource) unless { resource.amount > 3 };',
        ),
        request(5),
      ),
    ).toEqual({ 'permit read': [true, 'unless { resource.amount > 3 }'] });
    // Cedar's tree of this statement is rounded.
    expect(
      await nearMisses(
        policy(
          'permit (principal, action, resource) when { resource.amount == 9007199254740993 };',
        ),
        request(5),
      ),
    ).toEqual({
      'permit read': [false, 'when { resource.amount == 9007199254740993 }'],
    });
  });

  describe.each(['live', 'draft'] as const)('a %s set', mode => {
    let compiled: CompiledSet;

    beforeAll(async () => {
      ({ compiled } = (await engine.compile(smallBundle(), { mode })) as {
        compiled: CompiledSet;
      });
    });

    afterAll(() => compiled.dispose());

    it('explains a deny by the clause that failed and its values', async () => {
      const [allowed, denied] = await compiled.evaluate(
        [request(100), request(101)],
        { explain: true },
      );
      expect(allowed).toMatchObject({
        outcome: 'allow',
        policies: ['read'],
        explanation: {
          determining: [
            { policy: 'read', effect: 'permit', range: { startLine: 1 } },
          ],
          notApplied: [],
        },
      });
      expect(denied).toMatchObject({
        outcome: 'deny',
        policies: [],
        explanation: {
          notApplied: [
            {
              policy: 'read',
              failedClauses: [
                {
                  text: 'when { resource.amount <= 100 }',
                  values: [{ path: 'resource.amount', value: 101 }],
                },
              ],
            },
          ],
        },
      });
    });

    it('says what is wrong with a request, in order, and stays alive', async () => {
      const decisions = await compiled.evaluate([
        request('many'),
        request(null),
        request(1.5),
        request(1, { action: { name: 'fly' } }),
        request(1, { context: { unheard: true } }),
        request(1, {
          action: { name: 'read', properties: { mfa: true } },
          context: { mfa: false },
        }),
        request(1, { subject: { type: 'user', id: 'zoe' } }),
        request(1),
      ]);
      expect(decisions.map(({ outcome }) => outcome)).toEqual([
        ...Array(6).fill('error'),
        'deny',
        'allow',
      ]);
      expect(decisions.slice(0, 6)).toEqual(
        [
          'amount',
          'amount. is null',
          'amount. is 1.5',
          'fly',
          'unheard',
          "'mfa'",
        ].map(part =>
          expect.objectContaining({
            fault: 'request',
            message: expect.stringMatching(new RegExp(part)),
          }),
        ),
      );
    });

    it('fails closed when a forbid cannot be evaluated, and tells the fault of a request from that of a set', async () => {
      const { files } = smallBundle({
        'policies/read.cedar': `permit (principal, action, resource);
forbid (principal, action == Action::"read", resource) when { principal.level < 1 };
forbid (principal, action == Action::"ask", resource) when { context.friend.level < 1 };
forbid (principal, action == Action::"own", resource) when { resource.owner.level < 1 };
forbid (principal, action == Action::"size", resource) when { principal.size < 1 };`,
        'entities.json': JSON.stringify([
          {
            uid: { type: 'user', id: 'ana' },
            attrs: { level: 1 },
            parents: [],
          },
          {
            uid: { type: 'record', id: 'r1' },
            attrs: { owner: { __entity: { type: 'user', id: 'gone' } } },
            parents: [],
          },
        ]),
      });
      const { compiled: unsure } = (await engine.compile(
        bundleOf(files.filter(({ path }) => path !== 'schema.cedarschema')),
        { mode },
      )) as { compiled: CompiledSet };
      const about = (action: string, id: string, more: object = {}) => ({
        subject: { type: 'user', id },
        action: { name: action },
        resource: { type: 'record', id: 'r1' },
        ...more,
      });
      const ghost = { __entity: { type: 'user', id: 'ghost' } };
      const decisions = await unsure.evaluate([
        about('read', 'ana'),
        about('read', 'nobody'),
        about('read', 'no"bo\\dy\n\u200b\'é😀'),
        about('read', 'half', {
          subject: { type: 'user', id: 'half', properties: { size: 1 } },
        }),
        about('ask', 'ana', { context: { friend: ghost } }),
        // What the set stores is not the caller's to fix.
        about('own', 'ana'),
        about('own', 'nobody'),
        about('size', 'ana'),
      ]);
      expect(
        decisions.map(decision =>
          'fault' in decision ? decision.fault : decision.outcome,
        ),
      ).toEqual([
        'allow',
        'request',
        'request',
        'request',
        'request',
        'engine',
        'engine',
        'engine',
      ]);
      expect(decisions[1]).toMatchObject({
        message: expect.stringContaining(
          "policy 'read' could not be evaluated",
        ),
      });
      await unsure.dispose();
    });
  });

  it('places diagnostics by line and column, behind characters of several bytes', async () => {
    const { compiled, diagnostics } = await engine.compile(
      smallBundle({
        'policies/read.cedar': `// ünïcödé 💥
permit (principal, action == Action::"read", resource) when { "é💥" != "x" && principal.leve > 1 };
permit (principal, action == Action::"rea", resource);
`,
      }),
      { mode: 'draft' },
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics).toContainEqual({
      severity: 'error',
      source: 'cedar',
      file: 'policies/read.cedar',
      range: { startLine: 2, startColumn: 79, endLine: 2, endColumn: 93 },
      message: 'attribute `leve` on entity type `user` not found',
      help: 'did you mean `level`?',
    });
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        range: expect.objectContaining({ startLine: 3, startColumn: 30 }),
        help: 'did you mean `Action::"read"`?',
      }),
    );
  });

  it('tells a hundred of the problems of a file that is nothing else', async () => {
    const { compiled, diagnostics } = await engine.compile(
      smallBundle({
        'policies/read.cedar':
          'permit(principal,action,resource) when { principal.q };\n'.repeat(
            3_000,
          ),
      }),
      { mode: 'draft' },
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics[0].range!.startLine).toBe(1);
    expect(diagnostics.at(-1)).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/^there are \d+ more problems$/),
    });
  });

  it.each([
    ['nested brackets', `${'('.repeat(5_000)}true${')'.repeat(5_000)}`],
    ['chained operators', `${Array(2_000).fill('1').join(' + ')} > 0`],
    [
      'chained ifs',
      `${'if true then '.repeat(500)}true${' else false'.repeat(500)}`,
    ],
    ['an unclosed string', '"'],
  ])('refuses %s and goes on', async (_what, condition) => {
    const { compiled, diagnostics } = await engine.compile(
      smallBundle({
        'policies/read.cedar': `permit (principal, action, resource) when { ${condition} };`,
      }),
      { mode: 'live' },
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      file: 'policies/read.cedar',
    });
    const next = await engine.compile(smallBundle(), { mode: 'live' });
    expect(next.diagnostics).toEqual([]);
    await next.compiled!.dispose();
  });

  it('names the file and the fix for a broken schema and broken entities', async () => {
    const broken = async (files: Record<string, string>) =>
      (await engine.compile(smallBundle(files), { mode: 'draft' })).diagnostics;
    expect(
      await broken({ 'schema.cedarschema': 'entity user {\n  level: Lon };' }),
    ).toEqual([
      expect.objectContaining({
        file: 'schema.cedarschema',
        message: expect.stringContaining('Lon'),
      }),
    ]);
    expect(await broken({ 'entities.json': '[{]' })).toEqual([
      expect.objectContaining({
        file: 'entities.json',
        help: 'Correct the JSON at this place.',
      }),
    ]);
    expect(
      await broken({
        'entities.json': `[\n{"uid":{"type":"user","id":"al"},"attrs":{"level":"x"},"parents":[]}]`,
      }),
    ).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('user::"al"'),
        range: expect.objectContaining({ startLine: 2 }),
      }),
    ]);
    for (const [level, said, column] of [
      [
        '9007199254740993',
        /number 9007199254740993 cannot be read exactly/,
        51,
      ],
      ['1e400', /number 1e400 cannot be read exactly/, 51],
      ['1,"level":2', /key "level" is given twice/, 53],
    ] as const) {
      expect(
        await broken({
          'entities.json': `[\n{"uid":{"type":"user","id":"al"},"attrs":{"level":${level}},"parents":[]}]`,
        }),
      ).toEqual([
        expect.objectContaining({
          severity: 'error',
          file: 'entities.json',
          message: expect.stringMatching(said),
          range: expect.objectContaining({ startLine: 2, startColumn: column }),
        }),
      ]);
    }
    expect(await broken({ 'entities.json': '['.repeat(10_000) })).toEqual([
      expect.objectContaining({ message: expect.stringContaining('deeper') }),
    ]);
  });

  it('names the file whose parents chain too deep, and goes on', async () => {
    const link = (index: number) => ({ type: 'team', id: `${index}` });
    const chain = Array.from({ length: 9_000 }, (_, index) => ({
      uid: link(index),
      attrs: {},
      parents: [link(index + 1)],
    }));
    const { compiled, diagnostics } = await engine.compile(
      smallBundle({
        'schema.cedarschema': `entity team in [team];
entity user in [team] { level: Long, email?: String };
entity record { owner: user, amount: Long };
action read appliesTo { principal: user, resource: record, context: { mfa?: Bool } };
`,
        'entities.json': JSON.stringify(chain),
      }),
      { mode: 'draft' },
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics[0].message).toMatch(
      /'entities.json' chains parents .*; shorten its longest chain/,
    );
    const next = await engine.compile(smallBundle(), { mode: 'draft' });
    expect(next.diagnostics).toEqual([]);
    await next.compiled!.dispose();
  });

  it('finds policies by scope: group, nested group, entity, type', async () => {
    const { compiled } = await engine.compile(
      smallBundle({
        'policies/read.cedar': [
          'permit (principal in team::"all", action == Action::"read", resource == record::"in-nested");',
          'permit (principal == user::"alice", action, resource == record::"by-name");',
          'permit (principal is user, action, resource is record) when { resource.amount == 7 };',
          'permit (principal is user in team::"ops", action in [Action::"read"], resource == record::"in-typed");',
        ].join('\n'),
        'schema.cedarschema': `entity team in [team];
entity user in [team] { level: Long };
entity record { owner: user, amount: Long };
action read appliesTo { principal: user, resource: record };`,
        'entities.json': JSON.stringify([
          {
            uid: { type: 'team', id: 'ops' },
            attrs: {},
            parents: [{ type: 'team', id: 'all' }],
          },
          {
            uid: { type: 'user', id: 'alice' },
            attrs: { level: 1 },
            parents: [{ type: 'team', id: 'ops' }],
          },
        ]),
      }),
      { mode: 'live' },
    );
    const ask = async (id: string, subject = 'alice', amount = 1) => {
      const [decision] = await compiled!.evaluate([
        {
          subject: { type: 'user', id: subject },
          action: { name: 'read' },
          resource: {
            type: 'record',
            id,
            properties: { owner: { type: 'user', id: 'alice' }, amount },
          },
        },
      ]);
      return decision.outcome;
    };
    expect(await ask('in-nested')).toBe('allow');
    expect(await ask('by-name')).toBe('allow');
    expect(await ask('in-typed')).toBe('allow');
    expect(await ask('other')).toBe('deny');
    expect(await ask('other', 'bob', 7)).toBe('allow');
    expect(await ask('in-nested', 'bob')).toBe('deny');
    await compiled!.dispose();
    const [gone] = await compiled!.evaluate([request(1)]);
    expect(gone).toMatchObject({ outcome: 'error', fault: 'engine' });
  });

  it('refuses values of the wrong type also where no statement reads them', async () => {
    const { compiled } = await engine.compile(
      smallBundle({
        'schema.cedarschema': `
  type Money = { amount: Long };
  entity colour enum ["red", "blue"];
  entity user, record = {
    text?: String, number?: Long, flag?: Bool, owner?: user, tint?: colour,
    texts?: Set<String>, owners?: Set<user>, money?: Money, rate?: decimal
  };
  action read appliesTo { principal: user, resource: record };`,
        'entities.json': '[]',
        'policies/read.cedar': 'permit (principal, action, resource);',
      }),
      { mode: 'live' },
    );
    const user = (id: unknown) => ({ type: 'user', id });
    const right: Record<string, unknown[]> = {
      text: ['', 'x', '{"__expr":"x"}'],
      number: [0, -7, 9_007_199_254_740_991],
      flag: [true, false],
      owner: [user('ana'), user('')],
      tint: [{ type: 'colour', id: 'red' }],
      texts: [[], ['a', 'b', 'a']],
      owners: [[], [user('a'), user('b')]],
      money: [{ amount: 1 }],
      rate: [{ __extn: { fn: 'decimal', arg: '1.5' } }],
    };
    const wrong: Record<string, unknown[]> = {
      text: [1, null, ['x'], user('a')],
      number: ['1', 1.5, true, 1e300, null],
      flag: [0, 'true', null],
      owner: [
        'ana',
        { type: 'record', id: 'a' },
        { type: 'users', id: 'a' },
        user(7),
        { id: 'a' },
        [user('a')],
      ],
      tint: [{ type: 'colour', id: 'green' }, 'red'],
      texts: ['a', [1], ['a', null]],
      owners: [user('a'), [user('a'), 'b']],
      money: [1, { amount: 'x' }],
      rate: [1.5],
      unknown: ['x'],
    };
    const outcomes = async (values: Record<string, unknown[]>) => {
      const asked = Object.entries(values).flatMap(([name, some]) =>
        some.map(value => ({ name, value })),
      );
      const decisions = await compiled!.evaluate(
        asked.map(({ name, value }) => ({
          subject: { type: 'user', id: 'ana' },
          action: { name: 'read' },
          resource: {
            type: 'record',
            id: 'r1',
            properties: { [name]: value },
          },
        })),
      );
      return asked.map((one, index) => ({
        ...one,
        told: 'fault' in decisions[index] ? decisions[index].fault : 'decided',
        outcome: decisions[index].outcome,
      }));
    };
    for (const one of await outcomes(right)) {
      expect(one).toMatchObject({ told: 'decided', outcome: 'allow' });
    }
    for (const one of await outcomes(wrong)) {
      expect(one).toMatchObject({ told: 'request', outcome: 'error' });
    }
    await compiled!.dispose();
  });

  it('says that it is busy rather than drop what it serves', async () => {
    const logger = mockServices.logger.mock();
    const busy = new CedarEngine({
      ...readCedarOptions('busy', { liveWorkers: 1, decisionTimeoutMs: 200 }),
      logger,
    });
    const { compiled } = await busy.compile(smallBundle(), { mode: 'live' });
    let amount = 0;
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        compiled!.evaluate(Array.from({ length: 20 }, () => request(amount++))),
      ),
    );
    const [last] = answers[answers.length - 1];
    expect(last).toMatchObject({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringContaining('too busy'),
    });
    let after = last;
    for (let tries = 0; after.outcome === 'error' && tries < 40; tries++) {
      [after] = await compiled!.evaluate([request(1)]);
    }
    expect(after.outcome).toBe('allow');
    expect(logger.warn).not.toHaveBeenCalled();
    await busy.dispose();
  });

  describe('without a schema', () => {
    const MANIFEST = smallBundle()
      .files.find(({ path }) => path === 'policy-set.yaml')!
      .content.replace('  policies:', '  types: { user: User }\n  policies:');
    const compile = (
      condition: string,
      entities: object[] = [],
      mode: 'live' | 'draft' = 'live',
    ) => {
      const bundle = smallBundle({
        'policy-set.yaml': MANIFEST,
        'policies/read.cedar': `permit (principal, action, resource);
forbid (principal, action, resource) when { ${condition} };`,
        'entities.json': JSON.stringify(entities),
      });
      return engine.compile(
        bundleOf(bundle.files.filter(({ path }) => !/schema$/.test(path))),
        { mode },
      );
    };
    const alice = { type: 'User', id: 'alice' };
    const asked = (
      properties: Record<string, unknown> = {},
      context: Record<string, unknown> = {},
    ): EvaluationRequest => ({
      subject: { type: 'user', id: 'alice', properties: {} },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1', properties },
      context,
    });

    it.each([
      ['resource.owner == principal', asked({ owner: alice })],
      ['principal == context.by', asked({}, { by: alice })],
      ['resource.owners.contains(principal)', asked({ owners: [alice] })],
      ['resource.deep.er == principal', asked({ deep: { er: alice } })],
      ['resource.boss.banned', asked({ boss: { type: 'User', id: 'bob' } })],
      ['resource.kept == principal', asked()],
    ])('takes references for what they are in %s', async (condition, given) => {
      const entities = [
        { uid: alice, attrs: {}, parents: [] },
        {
          uid: { type: 'User', id: 'bob' },
          attrs: { banned: true },
          parents: [],
        },
        {
          uid: { type: 'record', id: 'r1' },
          attrs: { kept: alice },
          parents: [],
        },
      ];
      for (const mode of ['live', 'draft'] as const) {
        const { compiled } = await compile(condition, entities, mode);
        for (const explain of [false, true]) {
          const [decision] = await compiled!.evaluate([given], { explain });
          expect(decision).toMatchObject({
            outcome: 'deny',
            policies: ['read'],
          });
        }
        const [other] = await compiled!.evaluate(
          [{ ...given, subject: { ...given.subject, id: 'eve' } }],
          { explain: true },
        );
        // Whose boss is banned, whoever asks.
        expect(other.outcome).toBe(
          condition.includes('boss') ? 'deny' : 'allow',
        );
        expect(JSON.stringify(other)).not.toContain('__entity');
        await compiled!.dispose();
      }
    });

    it('refuses the type of services where Cedar has another', async () => {
      const { diagnostics, compiled } = await compile('principal.banned', [
        {
          uid: { type: 'user', id: 'alice' },
          attrs: { banned: true },
          parents: [],
        },
      ]);
      expect(compiled).toBeUndefined();
      expect(diagnostics).toContainEqual({
        severity: 'error',
        source: 'cedar',
        file: 'entities.json',
        message: `'user::alice' has the type 'user', which 'spec.types' calls 'User' in Cedar; write 'User'`,
        help: `Use the type of Cedar, 'User', in 'entities.json'.`,
      });
      const sound = await compile('resource.owner == principal');
      expect(
        await sound.compiled!.evaluate([
          asked({ owner: { type: 'user', id: 'alice' } }),
        ]),
      ).toMatchObject([
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringMatching(/calls 'User'/),
        },
      ]);
      await sound.compiled!.dispose();
    });
  });

  it('describes what a request may say, through common types and namespaces', async () => {
    const { compiled, diagnostics } = await engine.compile(
      smallBundle({
        'schema.cedarschema': `type Session = { mfa?: Bool, origin: Place };
type Place = { country: String, score?: decimal };
entity user { level: Long };
entity record = { owner: user, amount: Long, seen: Set<Place> };
action read appliesTo { principal: user, resource: record, context: Session };
namespace Other { type Visit = { other: Long }; entity thing; action poke appliesTo { principal: thing, resource: thing, context: Visit }; }`,
      }),
      { mode: 'draft' },
    );
    expect(diagnostics).toEqual([]);
    const { actions, entityTypes } = compiled!.vocabulary!;
    const place = {
      kind: 'record',
      attributes: [
        { name: 'country', required: true, type: { kind: 'string' } },
        { name: 'score', required: false, type: { kind: 'decimal' } },
      ],
    };
    expect(actions).toEqual([
      {
        name: 'read',
        subjectTypes: ['user'],
        resourceTypes: ['record'],
        context: [
          { name: 'mfa', required: false, type: { kind: 'boolean' } },
          { name: 'origin', required: true, type: place },
        ],
      },
      expect.objectContaining({
        name: 'poke',
        subjectTypes: ['Other::thing'],
        context: [{ name: 'other', required: true, type: { kind: 'long' } }],
      }),
    ]);
    expect(
      entityTypes.find(({ type }) => type === 'record')?.attributes,
    ).toContainEqual({
      name: 'seen',
      required: true,
      type: { kind: 'set', element: place },
    });
    await compiled!.dispose();
  });

  it('says which option is wrong', () => {
    expect(() => readCedarOptions('mine', { liveWorkers: 0 })).toThrow(
      /'policies.engines.mine.liveWorkers'/,
    );
    expect(() => readCedarOptions('mine', { workers: 1 })).toThrow(/workers/);
  });
});
