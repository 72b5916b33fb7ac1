import { mockServices } from '@backstage/backend-test-utils';
import {
  EvaluationRequest,
  isCaseFile,
  readCases,
} from '@internal/plugin-policies-common';
import { workerOptionsSchema } from '@internal/plugin-policies-node';
import {
  bundleOf,
  readFixture,
  readFolder,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { resolve } from 'path';
import { CasbinEngine } from './CasbinEngine';

const estate = resolve(__dirname, '../../../estate/sets');
const { base } = readFixture('casbin');

const file = (path: string, content: string) => ({ path, content });
const readers = (rows: string) => file('policies/readers.csv', rows);

function read(
  id = 'alice',
  more: Partial<EvaluationRequest> = {},
): EvaluationRequest {
  return {
    subject: { type: 'user', id },
    action: { name: 'read' },
    resource: { type: 'record', id: 'record-1' },
    ...more,
  };
}

const contextModel = file(
  'model.conf',
  base
    .find(({ path }) => path === 'model.conf')!
    .content.replace('sub, obj, act', 'sub, obj, act, ctx'),
);

describe('CasbinEngine', () => {
  const engine = new CasbinEngine({
    ...workerOptionsSchema.parse({ liveWorkers: 1, draftTimeoutMs: 1_500 }),
    logger: mockServices.logger.mock(),
  });

  afterAll(() => engine.dispose());

  const compile = (...files: Array<ReturnType<typeof file>>) =>
    engine.compile(bundleOf(withFiles(base, files)), { mode: 'draft' });

  async function evaluate(
    files: Array<ReturnType<typeof file>>,
    request: EvaluationRequest,
  ) {
    const { diagnostics, compiled } = await compile(...files);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
    try {
      const [decision] = await compiled!.evaluate([request], { explain: true });
      return decision;
    } finally {
      await compiled!.dispose();
    }
  }

  it.each(['treasury', 'developer-platform'])(
    'serves the estate set %s as its cases say',
    async name => {
      const bundle = bundleOf(readFolder(resolve(estate, name)));
      const { diagnostics, compiled } = await engine.compile(bundle, {
        mode: 'live',
      });
      expect(diagnostics).toEqual([]);
      const cases = bundle.files
        .filter(({ path }) => isCaseFile(path))
        .flatMap(({ path, content }) => readCases(path, content).cases);
      const decisions = await compiled!.evaluate(
        cases.map(({ request }) => request),
      );
      expect(
        decisions.map((decision, index) => ({
          name: cases[index].name,
          decision: decision.outcome === 'allow',
          policies: 'policies' in decision ? decision.policies : decision,
        })),
      ).toEqual(
        cases.map(({ name: asked, expect: expected }) => ({
          name: asked,
          decision: expected.decision,
          policies: expected.policies,
        })),
      );
      expect(compiled!.vocabulary!.actions.length).toBeGreaterThan(3);
      await compiled!.dispose();
    },
  );

  it('explains by rules, clauses and the values they saw', async () => {
    expect(
      await evaluate([], read('alice', { action: { name: 'write' } })),
    ).toMatchObject({
      outcome: 'allow',
      policies: ['writers'],
      explanation: {
        determining: [
          {
            policy: 'writers',
            effect: 'permit',
            file: 'policies/writers.csv',
            range: { startLine: 1, startColumn: 1 },
          },
        ],
        notApplied: [
          {
            policy: 'archivists',
            failedClauses: [
              {
                text: `r.obj.status == 'archived'`,
                values: [{ path: 'resource.status', value: 'active' }],
              },
              { text: `has(r.sub, 'role')` },
              { text: `r.sub.role == 'admin'` },
            ],
          },
        ],
      },
    });
  });

  it('reads conditions as they are meant', async () => {
    const asked = read('alice', {
      subject: {
        type: 'user',
        id: 'alice',
        properties: { tags: ['a'], cost: '$&' },
      },
    });
    for (const [condition, outcome] of [
      [`'a' in r.sub.tags && r.sub.id == 'bob'`, 'deny'],
      [`'b' in r.sub.tags || r.sub.id == 'alice'`, 'allow'],
      [`r.sub.id in ('bob', 'alice') && 'a' in r.sub.tags`, 'allow'],
      [`!('b' in r.sub.tags) && (has(r.sub, 'tags'))`, 'allow'],
      [`regexMatch(r.sub.id, '^alice$')`, 'allow'],
      [`r.sub.cost == '$&'`, 'allow'],
    ]) {
      expect({
        [condition]: (
          await evaluate([readers(`p, read, "${condition}", allow`)], asked)
        ).outcome,
      }).toEqual({ [condition]: outcome });
    }
  });

  it('names every rule that decided, denies before allows', async () => {
    const rules = [
      'p, read, r.sub.id in r.obj.readers, allow',
      'p, read, true, allow',
    ].join('\n');
    expect(await evaluate([readers(rules)], read())).toMatchObject({
      policies: ['readers'],
      explanation: { determining: [expect.anything(), expect.anything()] },
    });
    const denied = await evaluate(
      [
        readers(rules),
        file('policies/writers.csv', 'p, read, r.sub.id == "alice", deny'),
      ],
      read(),
    );
    expect(denied).toMatchObject({ outcome: 'deny', policies: ['writers'] });
  });

  it('never allows beside a deny that cannot be evaluated', async () => {
    const rules = [
      readers('p, read, true, allow'),
      file('policies/writers.csv', 'p, read, r.obj.amount > 100, deny'),
    ];
    expect(await evaluate(rules, read())).toMatchObject({
      outcome: 'error',
      fault: 'request',
      message: `it would be allowed, but 'writers' cannot be evaluated: 'resource.properties.amount' is neither stored nor sent`,
    });
    const sent = (amount: number) =>
      read('alice', {
        resource: { type: 'record', id: 'record-1', properties: { amount } },
      });
    expect(await evaluate(rules, sent(5))).toMatchObject({ outcome: 'allow' });
    expect(await evaluate(rules, sent(500))).toMatchObject({ outcome: 'deny' });
  });

  it('skips an allow that cannot be evaluated, and says so', async () => {
    expect(
      await evaluate(
        [readers('p, read, r.ctx.mfa == true, allow'), contextModel],
        read(),
      ),
    ).toMatchObject({
      outcome: 'deny',
      policies: [],
      errors: [
        {
          policy: 'readers',
          message: `'context.mfa' is neither stored nor sent`,
        },
      ],
    });
  });

  it('knows roles, domains and lists in conditions', async () => {
    const model = file(
      'model.conf',
      `[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, dom, obj, act
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.dom == p.dom && r.obj == p.obj && g(r.sub, p.sub, r.dom)
`,
    );
    const files = [
      model,
      readers('p, auditor, emea, record-1, read'),
      file('policies/writers.csv', 'p, writer, emea, record-1, write'),
      file('policies/archivists.csv', 'p, writer, apac, record-1, write'),
      file('policies/soft-delete.csv', 'p, writer, emea, record-1, delete'),
      file('roles.csv', 'g, zoe, auditor, emea'),
    ];
    const within = (domain: string) =>
      read('zoe', {
        resource: { type: 'record', id: 'record-1', properties: { domain } },
      });
    expect(await evaluate(files, within('emea'))).toMatchObject({
      outcome: 'allow',
      policies: ['readers'],
    });
    expect(await evaluate(files, within('apac'))).toMatchObject({
      outcome: 'deny',
    });
    expect(await evaluate(files, read('zoe'))).toMatchObject({
      outcome: 'error',
      fault: 'request',
      message: expect.stringMatching(/'resource.properties.domain'/),
    });
    expect(
      await evaluate(
        [readers(`p, read, "r.sub.id in ('zoe', 'yan')", allow`)],
        read('yan'),
      ),
    ).toMatchObject({ outcome: 'allow' });
  });

  it.each([
    ['r.sub.constructor', /'constructor' may not be read/],
    [`r.sub['constructor']`, /read by name, with a dot/],
    ['r.sub.__proto__.x', /'__proto__' may not be read/],
    ['r.sub.id.replace(1)', /only functions can be called/],
    ['process', /'process' is not defined/],
    ['this', /no part of an expression/],
    ['require(1)', /no function 'require'/],
    ['eval(r.sub.id)', /'eval' takes one token/],
    ['has(r.sub, r.sub.id)', /name of an attribute/],
    [`${'('.repeat(150)}1${')'.repeat(150)}`, /deeper than 100/],
    [`r.sub.id == '${'x'.repeat(5_000)}'`, /more than 4000/],
    [`r.sub.id == 'or r.sub'`, /takes for a token/],
    ['1 +', /./],
  ])('refuses the condition %s', async (condition, message) => {
    const { compiled, diagnostics } = await compile(
      readers(`p, read, "${condition}", allow`),
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        file: 'policies/readers.csv',
        range: expect.objectContaining({ startLine: 1 }),
        message: expect.stringMatching(message),
      }),
    ]);
  });

  it.each([
    ['too few fields', 'p, read', /has 1 fields, but the model wants 3/],
    ['an unknown effect', 'p, read, true, maybe', /neither 'allow' nor 'deny'/],
    ['an unknown row', 'q, read, true, allow', /'q' is no kind of row/],
    ['a row twice', 'p, read, true, allow\np, read, true, allow', /too/],
    ['no rule', '# nothing', /holds no rule/],
    ['an open bracket', 'p, read, (true, allow', /cannot be read/],
  ])('refuses %s', async (_what, rows, message) => {
    const { compiled, diagnostics } = await compile(readers(rows));
    expect(compiled).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      file: 'policies/readers.csv',
      message: expect.stringMatching(message),
      help: expect.any(String),
    });
  });

  it.each([
    ['no matcher', /^\[matchers\][\s\S]*/m, '', /matchers/],
    ['an unknown token', 'sub, obj, act', 'who, obj, act', /'who'/],
    ['another effect', /^e = .*/m, 'e = max(p.eft)', /not supported/],
    ['a strange matcher', /^m = .*/m, 'm = r.act.name == q', /cannot be used/],
    ['no model', /[\s\S]*/, 'nonsense', /./],
  ])('refuses a model with %s', async (_what, from, to, message) => {
    const model = base.find(({ path }) => path === 'model.conf')!.content;
    const { compiled, diagnostics } = await compile(
      file('model.conf', model.replace(from, to)),
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      file: 'model.conf',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a set without a model, stray rules and entities that are none', async () => {
    const without = base.filter(({ path }) => path !== 'model.conf');
    const { diagnostics } = await engine.compile(bundleOf(without), {
      mode: 'draft',
    });
    expect(diagnostics[0].message).toBe(`there is no 'model.conf'`);
    for (const [path, content, message] of [
      ['more.csv', 'p, read, true, allow', /file of no policy/],
      ['entities.json', '[1]', /does not hold entities by type/],
      ['entities.json', '{"user": []}', /'user' in 'entities.json'/],
      ['entities.json', '{"__proto__": {}}', /'__proto__' is not allowed/],
      ['entities.json', '{', /not valid JSON/],
    ] as const) {
      const refused = await compile(file(path, content));
      expect(refused.compiled).toBeUndefined();
      expect(refused.diagnostics[0]).toMatchObject({
        file: path,
        message: expect.stringMatching(message),
      });
    }
  });

  it('tells a hundred of the problems of a file that is nothing else', async () => {
    const { compiled, diagnostics } = await compile(
      file('policies/readers.csv', 'p\n'.repeat(330_000)),
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      file: 'policies/readers.csv',
    });
    expect(diagnostics.at(-1)).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/^there are \d+ more problems$/),
    });
    const long = await compile(
      file(
        'policies/readers.csv',
        Array.from(
          { length: 60_000 },
          (_, row) => `p, read${row}, true, allow`,
        ).join('\n'),
      ),
    );
    expect(long.diagnostics).toMatchObject([
      { message: 'the set has more than 20000 rows' },
    ]);
  });

  it('refuses numbers that would be rounded, in conditions, models and columns', async () => {
    const model = base.find(({ path }) => path === 'model.conf')!.content;
    const withLimit = (matcher: string) =>
      file(
        'model.conf',
        model
          .replace('p = act, cond, eft', 'p = act, max, eft')
          .replace(/^m = .*/m, `m = r.act.name == p.act && ${matcher}`),
      );
    const others = base
      .filter(({ path }) => /policies\/(?!readers)/.test(path))
      .map(({ path }) => file(path, 'p, other, 1, allow'));
    const long = /9007199254740993 cannot be read exactly/;
    for (const [files, message] of [
      [[readers('p, read, r.obj.size < 9007199254740993, allow')], long],
      [
        [
          file(
            'model.conf',
            model.replace('m = ', 'm = 9007199254740993 > r.obj.size && '),
          ),
        ],
        long,
      ],
      [
        [
          withLimit('r.obj.size < p.max'),
          readers('p, read, 9007199254740993, allow'),
          ...others,
        ],
        long,
      ],
      [
        [
          withLimit('r.obj.size == p.max'),
          readers('p, read, 9007199254740991.2, allow'),
          ...others,
        ],
        /9007199254740991.2 cannot be read exactly/,
      ],
      [[file('entities.json', '{"user":{"a":{"n":9007199254740993}}}')], long],
      [
        [file('entities.json', '{"user":{"a":{"n":1,"n":2}}}')],
        /"n" is given twice/,
      ],
    ] as const) {
      const { compiled, diagnostics } = await compile(...files);
      expect(compiled).toBeUndefined();
      expect(diagnostics).toContainEqual(
        expect.objectContaining({
          severity: 'error',
          message: expect.stringMatching(message),
        }),
      );
    }
    // What is only asked whether it is the same may be a name.
    const { diagnostics } = await compile(
      withLimit('r.obj.id == p.max'),
      readers('p, read, 9007199254740993, allow'),
      ...others.map(({ path }, index) =>
        file(path, `p, other${index}, 1, allow`),
      ),
    );
    expect(diagnostics).toEqual([]);
  });

  it('ends a regular expression that would not end, and goes on', async () => {
    const hostile = [
      readers(`p, read, "regexMatch(r.sub.id, '^(a+)+$')", allow`),
    ];
    const slow = read(`${'a'.repeat(40)}!`);
    expect(await evaluate(hostile, slow)).toMatchObject({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringMatching(/Casbin did not answer in time/),
    });
    expect(await evaluate([], read())).toMatchObject({ outcome: 'allow' });
  });

  it('warns when roles are looked up before anything else', async () => {
    const model = base.find(({ path }) => path === 'model.conf')!.content;
    const { diagnostics } = await compile(
      file(
        'model.conf',
        model
          .replace(
            '[policy_effect]',
            '[role_definition]\ng = _, _\n[policy_effect]',
          )
          .replace('m = ', 'm = g(r.sub.id, r.sub.id) && '),
      ),
    );
    expect(diagnostics).toEqual([
      expect.objectContaining({ severity: 'warning', file: 'model.conf' }),
    ]);
  });
});
