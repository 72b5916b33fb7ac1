import { mockServices } from '@backstage/backend-test-utils';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { workerOptionsSchema } from '@internal/plugin-policies-node';
import {
  bundleOf,
  readFixture,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { CasbinEngine } from './CasbinEngine';

type File = { path: string; content: string };
type Properties = Record<string, unknown>;

const { base } = readFixture('casbin');
const file = (path: string, content: string): File => ({ path, content });
const readers = (rows: string) => file('policies/readers.csv', rows);
const writers = (rows: string) => file('policies/writers.csv', rows);
const condition = (text: string, effect = 'allow') =>
  `p, read, "${text}", ${effect}`;

/** A model with rules `p, sub, act` and whatever else is asked for. */
const modelOf = (
  matcher: string,
  {
    roles = '',
    rule = 'sub, act',
    effect = 'some(where (p.eft == allow))',
    more = '',
  } = {},
) =>
  file(
    'model.conf',
    `[request_definition]
r = sub, obj, act, ctx
[policy_definition]
p = ${rule}
${roles && `[role_definition]\n${roles}`}
[policy_effect]
e = ${effect}
[matchers]
m = ${matcher}
${more}`,
  );
const rows = (...texts: string[]) =>
  ['readers', 'writers', 'archivists', 'soft-delete'].map((policy, index) =>
    file(`policies/${policy}.csv`, texts[index] ?? `p, nobody-${index}, none`),
  );

const asks = (
  properties: { subject?: Properties; resource?: Properties } = {},
  more: Partial<EvaluationRequest> = {},
): EvaluationRequest => ({
  subject: { type: 'user', id: 'alice', properties: properties.subject },
  action: { name: 'read' },
  resource: { type: 'record', id: 'record-1', properties: properties.resource },
  ...more,
});

describe('CasbinEngine, exact', () => {
  const engine = new CasbinEngine({
    ...workerOptionsSchema.parse({ liveWorkers: 1, draftTimeoutMs: 5_000 }),
    logger: mockServices.logger.mock(),
  });

  afterAll(() => engine.dispose());

  const compile = (files: File[], mode: 'draft' | 'live' = 'draft') =>
    engine.compile(bundleOf(withFiles(base, files)), { mode });

  /** The decision, which is the same in a draft, explained or not, and live. */
  async function decide(files: File[], request: EvaluationRequest) {
    const told = [];
    for (const [mode, explain] of [
      ['draft', false],
      ['draft', true],
      ['live', false],
    ] as const) {
      const { diagnostics, compiled } = await compile(files, mode);
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
      const [decision] = await compiled!.evaluate([request], { explain });
      told.push(decision);
      await compiled!.dispose();
    }
    const [draft, explained, live] = told.map(decision => ({
      ...decision,
      durationUs: 0,
      explanation: undefined,
    }));
    expect(explained).toEqual(draft);
    expect(live).toEqual(draft);
    return told[1];
  }

  it.each([
    [
      'a text',
      `r.obj.frozen`,
      'yes',
      /'resource.properties.frozen' is a text, where true or false is wanted/,
    ],
    ['a number', `r.obj.frozen`, 2, /is a number/],
    ['a list', `r.obj.frozen`, [true], /is a list/],
    ['an object', `r.obj.frozen`, { a: 1 }, /is an object/],
    ['a text denied', `!r.obj.frozen`, 'no', /is a text/],
    [
      'a text beside more',
      `r.act.name == 'read' && r.obj.frozen`,
      '',
      /is a text/,
    ],
    ['a text for a number', `r.obj.frozen > 100`, '500', /have no order/],
    ['a list for a number', `r.obj.frozen < 100`, [5], /have no order/],
    [
      'a number for a text',
      `r.obj.frozen == '5'`,
      5,
      /equal in some languages only/,
    ],
    [
      'a list for a text',
      `r.obj.frozen == 'yes'`,
      ['yes'],
      /equal in some languages only/,
    ],
    [
      'a text for a list',
      `'a' in r.obj.frozen`,
      'abc',
      /is a text, where a list is wanted/,
    ],
    ['an object for a list', `'a' in r.obj.frozen`, { a: 1 }, /is an object/],
    [
      'a list for a role',
      `regexMatch(r.obj.frozen, '^a$')`,
      ['a'],
      /is a list/,
    ],
    [
      'a text to count with',
      `r.obj.frozen * 2 > 5`,
      '9',
      /is a text, where a number is wanted/,
    ],
    [
      'a text to add to a number',
      `r.obj.frozen + 1 == '11'`,
      '1',
      /a text and a number cannot be added/,
    ],
    [
      'a number to add to a text',
      `'1' + r.obj.frozen == '11'`,
      1,
      /a text and a number cannot be added/,
    ],
    [
      'a division by zero',
      `1 / r.obj.frozen > 5`,
      0,
      /a calculation with 'resource.properties.frozen' gives no number/,
    ],
    [
      'zero by zero',
      `!(r.obj.frozen / 0 > 5)`,
      0,
      /a calculation with .* gives no number/,
    ],
    [
      'a number too large',
      `r.obj.frozen * r.obj.frozen > 5`,
      1e200,
      /a calculation with .* gives no number/,
    ],
    [
      'what is left of nothing',
      `r.obj.frozen % 0 != 5`,
      3,
      /a calculation with .* gives no number/,
    ],
    [
      'no address',
      `ipMatch(r.obj.frozen, '10.0.0.0/8')`,
      '266.0.0.1',
      /'266.0.0.1' is no address/,
    ],
    [
      'an object for a text',
      `r.obj.frozen == 'yes'`,
      { a: 1 },
      /equal in some languages only/,
    ],
    [
      'null',
      `r.obj.frozen`,
      null,
      /'resource.properties.frozen' is neither stored nor sent/,
    ],
  ])(
    'takes %s for no answer of a deny',
    async (_what, text, frozen, message) => {
      const files = [
        readers('p, read, true, allow'),
        writers(condition(text, 'deny')),
      ];
      const decision = await decide(files, asks({ resource: { frozen } }));
      expect(decision).toMatchObject({
        outcome: 'error',
        fault: 'request',
        message: expect.stringMatching(/'writers' cannot be evaluated/),
      });
      expect(decision).toMatchObject({
        message: expect.stringMatching(message),
      });
      expect(
        await decide(
          [readers(condition(text))],
          asks({ resource: { frozen } }),
        ),
      ).toMatchObject({
        outcome: 'deny',
        errors: [
          { policy: 'readers', message: expect.stringMatching(message) },
        ],
      });
    },
  );

  it('compares what can be compared as before', async () => {
    const resource = { level: 3, name: 'n', flag: true, list: ['a', 3] };
    for (const [text, outcome] of [
      [`r.obj.level == 3 && r.obj.level >= 3 && r.obj.level != 4`, 'allow'],
      [`r.obj.name == 'n' && r.obj.name < 'o' && r.obj.name != 'm'`, 'allow'],
      [`r.obj.name == 'm' || r.obj.flag == true && r.obj.flag`, 'allow'],
      [`r.obj.level == 'three' || r.obj.list == 'b'`, 'deny'],
      [`3 in r.obj.list && !('b' in r.obj.list)`, 'allow'],
      [`'3' in r.obj.list`, 'deny'],
      [`r.obj.level + 1 == 4 && 'l' + r.obj.name == 'ln'`, 'allow'],
      [`r.obj.level - 1 == 2 && -r.obj.level == -3`, 'allow'],
      [
        `'born in (a, b)' == 'born in (a, b)' && r.obj.name in ('m', 'n')`,
        'allow',
      ],
      [
        `ipMatch('::ffff:10.1.2.3', '10.0.0.0/8') && !ipMatch('::1', '0.0.0.0/0')`,
        'allow',
      ],
      [`!has(r.obj, 'nothing') && has(r.obj, 'level')`, 'allow'],
    ]) {
      expect({
        [text]: (await decide([readers(condition(text))], asks({ resource })))
          .outcome,
      }).toEqual({ [text]: outcome });
    }
    // What is null counts as absent.
    expect(
      await decide(
        [readers(condition(`!has(r.obj, 'level')`))],
        asks({ resource: { level: null } }),
      ),
    ).toMatchObject({ outcome: 'allow' });
  });

  it.each([
    ['a text', `'yes'`, /a text where true or false is wanted/],
    ['a number', `1 + 1`, /a number where true or false is wanted/],
    ['a list', `('a', 'b')`, /./],
    ['null', `r.obj.mfa == null`, /'null' is no value here/],
    [
      'a text beside more',
      `r.act == 'read' && 'x'`,
      /a text where true or false/,
    ],
    ['a text found', `keyGet(r.sub.id, '/a/*')`, /a text where true or false/],
    ['no list', `r.sub.id in ('alice')`, /a text where a list is wanted/],
    ['a text with a number', `'3' == 3`, /compares a text with a number/],
    ['a number no double holds', `r.obj.a == 9007199254740993`, /exact/],
    ['a count that is wrong', `regexMatch(r.sub.id)`, /takes 2 values, not 1/],
    ['the clock', `r.obj.until > now()`, /no function 'now'/],
    [
      'a function of their own',
      `myMatch(r.sub.id, 'a')`,
      /no function 'myMatch'/,
    ],
    [
      'a pattern that is none',
      `regexMatch(r.sub.id, 'a{2,1}')`,
      /cannot be used/,
    ],
    ['a pattern without end', `keyMatch3(r.sub.id, '/{a')`, /without its '}'/],
  ])('refuses a condition that gives %s', async (_what, text, message) => {
    const { compiled, diagnostics } = await compile([readers(condition(text))]);
    expect(compiled).toBeUndefined();
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        file: 'policies/readers.csv',
        range: expect.objectContaining({ startLine: 1 }),
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each<[string, File[], RegExp, number | undefined]>([
    [
      'roles of four columns',
      [
        modelOf('r.act == p.act && g(r.sub, p.sub)', {
          roles: 'g = _, _, _, _',
        }),
        ...rows(),
        file('roles.csv', 'g, a, b, c, d'),
      ],
      /'g = _, _, _, _' is not supported/,
      6,
    ],
    [
      'roles with conditions',
      [modelOf('r.act == p.act', { roles: 'g = _, _, (_, _)' }), ...rows()],
      /not supported/,
      6,
    ],
    [
      'roles with a gap',
      [modelOf('r.act == p.act', { roles: 'g = _, _\ng3 = _, _' }), ...rows()],
      /reads past 'g3'/,
      7,
    ],
    [
      'rows of too many columns',
      [
        modelOf('r.act == p.act', { roles: 'g = _, _' }),
        ...rows(),
        file('roles.csv', 'g, a, b, c'),
      ],
      /has 3 fields, but the model wants 2/,
      1,
    ],
    [
      'roles asked for with a domain that they lack',
      [
        modelOf(`r.act == p.act && g(r.sub, p.sub, 'x')`, {
          roles: 'g = _, _',
        }),
        ...rows(),
      ],
      /'g' takes 2 values, not 3/,
      10,
    ],
    [
      'two matchers',
      [
        modelOf('r.act == p.act', {
          more: 'm = r.act == p.act && r.sub == p.sub',
        }),
        ...rows(),
      ],
      /'m' in \[matchers\] twice/,
      10,
    ],
    [
      'a second matcher',
      [modelOf('r.act == p.act', { more: 'm2 = r.act == p.act' }), ...rows()],
      /'m2'/,
      9,
    ],
    [
      'another section',
      [
        modelOf('r.act == p.act', {
          more: '[constraint_definition]\nc = sod("a", "b")',
        }),
        ...rows(),
      ],
      /'\[constraint_definition\]', which is not supported/,
      10,
    ],
    [
      'another key',
      [modelOf('r.act == p.act', { more: 'x = r.act' }), ...rows()],
      /'x' in \[matchers\]/,
      10,
    ],
    [
      'a matcher without rules',
      [modelOf(`r.act == 'read'`), ...rows()],
      /reads nothing of the rules/,
      9,
    ],
    [
      'a priority that is none',
      [
        modelOf('r.sub == p.sub && r.act == p.act', {
          rule: 'priority, sub, act, eft',
          effect: 'priority(p.eft) || deny',
        }),
        ...rows(
          'p, high, alice, read, allow',
          'p, 2, b, b, deny',
          'p, 3, b, b, deny',
          'p, 4, b, b, deny',
        ),
      ],
      /the priority 'high'/,
      1,
    ],
    [
      'priorities of subjects',
      [
        modelOf('r.sub == p.sub', { effect: 'subjectPriority(p.eft) || deny' }),
        ...rows(),
      ],
      /'subjectPriority\(p.eft\) \|\| deny' is not supported/,
      7,
    ],
  ])('refuses %s by name', async (_what, files, message, line) => {
    for (const mode of ['draft', 'live'] as const) {
      const { compiled, diagnostics } = await compile(files, mode);
      expect(compiled).toBeUndefined();
      expect(diagnostics[0]).toMatchObject({
        severity: 'error',
        message: expect.stringMatching(message),
        help: expect.stringMatching(/./),
        ...(line && { range: { startLine: line } }),
      });
    }
  });

  it('knows several role definitions, and no role by the names of two', async () => {
    const files = [
      modelOf('r.act == p.act && g(r.sub, p.sub) && g2(r.obj, p.sub)', {
        roles: 'g = _, _\ng2 = _, _',
      }),
      ...rows('p, team, read', 'p, a, read'),
      file(
        'roles.csv',
        'g, alice, team\ng2, record-1, team\ng, x, y\ng2, "x,y", a',
      ),
    ];
    expect(await decide(files, asks())).toMatchObject({ outcome: 'allow' });
    for (const id of ['alice,team', 'mallory', '']) {
      expect(
        await decide(files, asks({}, { subject: { type: 'user', id } })),
      ).toMatchObject({ outcome: 'deny' });
    }
  });

  it('says where Casbin for Go would decide otherwise', async () => {
    const differing: Array<[string, RegExp]> = [
      [`r.sub.id === 'alice'`, /no '==='/],
      [`r.sub.id in ['alice']`, /round brackets/],
      [`r.obj.day == '2026-01-31'`, /point in time/],
      [`r.obj.time < '2026-01-31T10:00:00Z'`, /point in time/],
      [`r.obj.a == 'x\\\\ny'`, /escape/],
      [`r.obj.a == 1e3`, /number 1e3/],
      [`(r.obj.a & 4) == 4`, /binds more tightly/],
      [`regexMatch(r.sub.id, '^(?!root)')`, /'\(\?!' in the pattern/],
      [`regexMatch(r.sub.id, '[[:alpha:]]')`, /'\[\[:alpha:\]'/],
      [`keyMatch2(r.sub.id, '/a:b/c')`, /'keyMatch2' of Casbin for Go/],
      [`keyMatch2(r.sub.id, '*')`, /'keyMatch2' of Casbin for Go/],
      [`keyMatch4(r.sub.id, '/{a}/{b}/{b}')`, /'keyMatch4'/],
      [`globMatch(r.sub.id, '*.conf')`, /'globMatch'/],
    ];
    for (const [text, message] of differing) {
      const { compiled, diagnostics } = await compile([
        readers(`# first\n${condition(text)}`),
      ]);
      expect(diagnostics).toEqual([
        {
          severity: 'warning',
          source: 'casbin',
          file: 'policies/readers.csv',
          range: expect.objectContaining({ startLine: 2 }),
          message: expect.stringMatching(message),
          help: expect.stringMatching(/both agree/),
        },
      ]);
      await compiled!.dispose();
    }
    const { diagnostics, compiled } = await compile([
      modelOf(
        `r.act == p.act && regexMatch(r.sub, p.sub) && r.obj != '10:30AM'`,
      ),
      ...rows('p, (?=a), read', 'p, ^b$, read'),
    ]);
    expect(
      diagnostics.map(({ severity, file: path, range }) => [
        severity,
        path,
        range?.startLine,
      ]),
    ).toEqual([
      ['warning', 'model.conf', 9],
      ['warning', 'policies/readers.csv', 1],
    ]);
    await compiled!.dispose();
  });

  it('names no clause that holds as one that failed', async () => {
    const decision = await decide(
      [
        readers(
          condition(
            `keyMatch(r.sub.id, 'al*') && ipMatch('10.0.0.1', '10.0.0.0/8') && r.obj.level > 3 && has(r.ctx, 'mfa') && r.ctx.mfa`,
          ),
        ),
        file(
          'model.conf',
          base
            .find(({ path }) => path === 'model.conf')!
            .content.replace('sub, obj, act', 'sub, obj, act, ctx'),
        ),
      ],
      asks({ resource: { level: 2 } }, { context: { mfa: null } }),
    );
    expect(decision).toMatchObject({
      outcome: 'deny',
      explanation: {
        notApplied: [
          {
            policy: 'readers',
            failedClauses: [
              { text: 'r.obj.level > 3' },
              { text: `has(r.ctx, 'mfa')` },
              { text: 'r.ctx.mfa', values: [{ value: null }] },
            ],
          },
        ],
      },
    });
  });

  it('remembers its answers: nothing it can ask for changes by itself', async () => {
    const { compiled } = await compile([]);
    expect(compiled!.cacheable).not.toBe(false);
    await compiled!.dispose();
  });
});
