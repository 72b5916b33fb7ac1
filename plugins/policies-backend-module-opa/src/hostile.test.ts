import { mockServices } from '@backstage/backend-test-utils';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet } from '@internal/plugin-policies-node';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { keyOf } from './compile/moveModule';
import { BundleStore } from './publish/BundleStore';
import { OpaServer } from './__testUtils__/OpaServer';
import { OpaEngine } from './OpaEngine';
import { readOpaOptions } from './OpaOptions';

jest.setTimeout(120_000);

const { base } = readFixture('rego');
const file = (path: string, content: string) => ({ path, content });
const readers = (rules: string) =>
  file('policies/readers.rego', `package records.readers\n\n${rules}\n`);
const read: EvaluationRequest = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'record', id: 'record-1' },
};

describeWithServer('opa', 'OpaEngine and policies that mean harm', () => {
  let server: OpaServer;
  let engine: OpaEngine;

  beforeAll(async () => {
    server = await OpaServer.start();
    engine = server.engine;
  });

  afterAll(() => server.stop());

  const compile = (
    files: Array<ReturnType<typeof file>>,
    mode: 'draft' | 'live' = 'draft',
  ) => engine.compile(bundleOf(withFiles(base, files)), { mode });

  async function refusalOf(...files: Array<ReturnType<typeof file>>) {
    const { compiled, diagnostics } = await compile(files);
    await compiled?.dispose();
    const [first] = diagnostics;
    return (
      first && {
        place: `${first.file}:${first.range?.startLine}`,
        text: `${first.message} ${first.help}`,
      }
    );
  }

  async function compiledOf(
    files: Array<ReturnType<typeof file>>,
    mode: 'draft' | 'live',
  ): Promise<CompiledSet> {
    const { compiled, diagnostics } = await compile(files, mode);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
    return compiled!;
  }

  describe('whose answers are not true or false', () => {
    it('refuses by name and line what its text tells', async () => {
      const rules = [
        ['deny contains message if message := "no"', /a set/],
        ['allow := "yes"', /a text/],
        ['default allow := "no"', /a text/],
        ['deny if { input.x } else := "why" if { input.y }', /a text/],
        ['deny := $"no {input.x}"', /a text/],
        ['allow := {"allowed": true}', /an object/],
        ['allow["decision"] := true', /an object/],
        ['deny.reason := "x" if input.x', /an object/],
        ['deny[m] if m := input.x', /an object/],
        ['deny := 1 if input.x', /a number/],
        ['deny := [m | m := input.x[_]]', /an array/],
        ['allow := null', /null/],
        ['allow(x) if x == 1', /a function/],
      ] as const;
      const { compiled, diagnostics } = await compile([
        readers(rules.map(([rule]) => rule).join('\n')),
        file('lib/a.rego', 'package records.writers\n\nallow if input.x\n'),
        file('lib/b.rego', 'package records\n\nwriters.deny := "x"\n'),
        file('lib/c.rego', 'package records.archivists.deny\n\nx := 1\n'),
      ]);
      expect(compiled).toBeUndefined();
      const found = diagnostics.map(
        item => `${item.file}:${item.range?.startLine} ${item.message}`,
      );
      for (const [index, [rule, message]] of rules.entries()) {
        const kind = rule.startsWith('deny') ? 'deny' : 'allow';
        const place = `policies/readers.rego:${
          index + 3
        } '${kind}' of policy 'readers' is`;
        expect(found.find(text => text.startsWith(place))).toMatch(message);
      }
      expect(found).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^lib\/a.rego:3 'allow'.*outside of its files/),
          expect.stringMatching(/^lib\/b.rego:3 'deny'.*outside of its files/),
          expect.stringMatching(/^lib\/c.rego:1 'deny'.*made an object/),
        ]),
      );
    });

    it('finds what only an evaluation tells, in data and in lib', async () => {
      expect(
        await refusalOf(
          readers('allow if input.context.x\n\ndeny := data.flags.closed'),
          file('data.json', '{"flags": {"closed": "yes"}}'),
        ),
      ).toEqual({
        place: 'policies/readers.rego:5',
        text: expect.stringMatching(
          /'deny' of policy 'readers' is of type string/,
        ),
      });
      for (const [rule, library] of [
        ['allow := data.lib.answer.yes', 'yes := {"a"}'],
        ['allow := concat(",", data.lib.answer.yes)', 'yes := ["a"]'],
      ]) {
        expect(
          await refusalOf(
            readers(rule),
            file('lib/answer.rego', `package lib.answer\n\n${library}\n`),
          ),
        ).toEqual({
          place: 'policies/readers.rego:3',
          text: expect.stringMatching(
            /'allow' of policy 'readers' is never a boolean/,
          ),
        });
      }
    });

    it('never allows because a deny was a text, as draft and live, alone and in a batch', async () => {
      const files = [
        readers(
          'allow if input.action.name == "read"\n\ndeny := input.resource.properties.frozen',
        ),
      ];
      const frozen = (value: unknown) => ({
        ...read,
        resource: { ...read.resource, properties: { frozen: value } },
      });
      const error = {
        outcome: 'error',
        fault: 'request',
        message: expect.stringMatching(
          /'deny' of policy 'readers' \('policies\/readers.rego', line 5\) gives a value of type \w+/,
        ),
      };
      for (const mode of ['draft', 'live'] as const) {
        const set = await compiledOf(files, mode);
        const values = ['court order', [], {}, 0, null, ['x']];
        for (const value of values) {
          expect(await set.evaluate([frozen(value)])).toMatchObject([error]);
        }
        expect(
          await set.evaluate([read, frozen('x'), frozen(true), frozen(false)]),
        ).toMatchObject([
          { outcome: 'allow', policies: ['readers'] },
          error,
          { outcome: 'deny', policies: ['readers'] },
          { outcome: 'allow', policies: ['readers'] },
        ]);
        await set.dispose();
      }
    });
  });

  it('loses no deny that stands where policies do not, as draft and live', async () => {
    const allow = readers('allow if true');
    for (const mode of ['draft', 'live'] as const) {
      for (const [path, packageName] of [
        ['latest_test.rego', 'records.readers'],
        ['deep/test_env.rego', 'other'],
        ['lib/guard.rego', 'guard'],
      ]) {
        const { compiled, diagnostics } = await compile(
          [allow, file(path, `package ${packageName}\n\ndeny if true\n`)],
          mode,
        );
        expect(compiled).toBeUndefined();
        expect(diagnostics).toEqual([
          expect.objectContaining({
            severity: 'error',
            file: path,
            message: expect.stringMatching(/rule 'deny'/),
          }),
        ]);
      }
    }
  });

  describe('that reach out', () => {
    const schema = '{"$ref": "file:///etc/passwd"}';

    it('refuses builtins that do, however they are written, in policies, lib and tests', async () => {
      const rules = [
        `r if json.match_schema({}, ${schema})[0]`,
        `r if json["verify_schema"](${schema})[0]`,
        'r if count([]) > 0 with count as http.send',
        'r if rego.parse_module("a", "package a").x',
        'r := [x | x := opa.runtime().env.X]',
        'r if net.lookup_ip_addr("localhost")[_]',
      ];
      for (const mode of ['draft', 'live'] as const) {
        const paths = ['policies/readers.rego', 'lib/r.rego', 'r_test.rego'];
        const { compiled, diagnostics } = await compile(
          paths.map(path =>
            file(path, `package records.readers\n\n${rules.join('\n')}\n`),
          ),
          mode,
        );
        expect(compiled).toBeUndefined();
        expect(
          diagnostics.map(
            ({ file: path, range }) => `${path}:${range?.startLine}`,
          ),
        ).toEqual(
          expect.arrayContaining(
            paths.flatMap(path =>
              rules.map((_rule, index) => `${path}:${index + 3}`),
            ),
          ),
        );
        for (const { message } of diagnostics) {
          expect(message).toMatch(/^'[a-z_.]+' is not available to policies$/);
        }
      }
    });

    it('refuses schemas of annotations that refer to something else, and repeats nothing of it', async () => {
      const targets = [
        'file:///etc/passwd',
        'http://127.0.0.1:1/x',
        'other.json',
        '//127.0.0.1/x',
      ];
      const { compiled, diagnostics } = await compile(
        targets.map((target, index) =>
          file(
            `lib/${index}.rego`,
            `package lib.a${index}\n\n# METADATA\n# schemas:\n#   - input: {"properties": {"a": {"$ref": "${target}#/b"}}}\nx if input.a\n`,
          ),
        ),
      );
      expect(compiled).toBeUndefined();
      expect(
        diagnostics.map(item => `${item.file}:${item.range?.startLine}`),
      ).toEqual(targets.map((_target, index) => `lib/${index}.rego:3`));
      expect(diagnostics.map(({ message }) => message)).toEqual(
        targets.map(
          target => `the schema in this annotation refers to '${target}#/b'`,
        ),
      );
    });

    it('takes a function of the set that has the name of a builtin, and a schema that is written out', async () => {
      const set = await compiledOf(
        [
          file('lib/http.rego', 'package lib.http\n\nsend(x) := x == 1\n'),
          readers(
            'import data.lib.http\n\n# METADATA\n# schemas:\n#   - input: {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"type": "string"}}}\nallow if http.send(1)',
          ),
        ],
        'draft',
      );
      expect(await set.evaluate([read])).toMatchObject([{ outcome: 'allow' }]);
      await set.dispose();
    });

    it('keeps a draft that wants too much memory to its own, and the others go on', async () => {
      const small = new OpaEngine(
        'opa',
        readOpaOptions('opa', {
          url: server.url,
          sandbox: { memoryMb: 192, timeoutMs: 10_000 },
        }),
        mockServices.logger.mock(),
      );
      const greedy = [
        'count(numbers.range(1, 1000000000)) > input.context.n',
        'count([s | some i in numbers.range(1, 9000000); s := sprintf("%0300d", [i])]) > input.context.n',
      ];
      const sets = await Promise.all(
        [...greedy, 'input.action.name == "read"'].map(async body => {
          const { compiled, diagnostics } = await small.compile(
            bundleOf(
              withFiles(base, [
                readers(
                  `allow if {\n\tinput.action.name == "read"\n\t${body}\n}`,
                ),
              ]),
            ),
            { mode: 'draft' },
          );
          expect(diagnostics).toEqual([]);
          return compiled!;
        }),
      );
      const [first, second, other] = await Promise.all(
        sets.map(set => set.evaluate([{ ...read, context: { n: 1 } }])),
      );
      for (const [decision] of [first, second]) {
        expect(decision).toMatchObject({
          outcome: 'error',
          message: expect.stringMatching(/needs more than 192 MB of memory/),
        });
      }
      expect(other).toMatchObject([{ outcome: 'allow' }]);
      await Promise.all(sets.map(set => set.dispose()));
      await small.dispose();
    });
  });

  it('tells of what is deep or long, and does not fail over it', async () => {
    const deep = (open: string, close: string, depth: number) =>
      `${open.repeat(depth)}1${close.repeat(depth)}`;
    const items = (item: string, count: number) =>
      Array.from({ length: count }, () => item).join(', ');
    const rules = {
      'lists in a comparison': `allow if input.action.name in ${deep(
        '[',
        ']',
        90,
      )}`,
      'a list of references in one line': `x := [${items('data.a.b', 300)}]`,
      'rules after else': `allow := true if { input.a } ${Array.from(
        { length: 100 },
        (_, index) => `else := true if { input.b == ${index} }`,
      ).join(' ')}`,
      'a schema': `# METADATA\n# schemas:\n#   - input: ${deep(
        '{"a": ',
        '}',
        500,
      )}\nallow if input.x`,
    };
    for (const rule of Object.values(rules)) {
      const { compiled, diagnostics } = await compile([readers(rule)]);
      expect(compiled !== undefined || diagnostics.length > 0).toBe(true);
      await compiled?.dispose();
    }
  });

  it('does not have decisions remembered that the clock or chance changes', async () => {
    const changing = [
      [readers('allow if time["now_ns"]() > 1')],
      [
        readers(
          'allow if io.jwt.decode_verify(input.context.t, {"secret": "x"})[0]',
        ),
      ],
      [readers('allow if rand.intn("x", 2) == 1')],
      [readers('allow if uuid.rfc4122("x") != ""')],
      [
        readers(
          'allow if crypto.x509.parse_and_verify_certificates(input.context.certs)[0]',
        ),
      ],
      [
        readers('allow if data.lib.clock.now > 1'),
        file('lib/clock.rego', 'package lib.clock\n\nnow := time.now_ns()\n'),
      ],
      [
        readers('allow if data.lib.clock.later > 1'),
        file(
          'lib/clock.rego',
          'package lib.clock\n\nf(_, n) := n\n\nlater := y if y := f("x", 2) with f as rand.intn\n',
        ),
      ],
    ];
    for (const files of changing) {
      const set = await compiledOf(files, 'live');
      expect(set.cacheable).toBe(false);
      await set.dispose();
    }
    const set = await compiledOf(
      [
        readers(
          '# time.now_ns() is not asked\nallow if input.subject.id != "time.now_ns()"',
        ),
      ],
      'live',
    );
    expect(set.cacheable).toBe(true);
    await set.dispose();
  });

  describe('beside those of others', () => {
    it('refuses names of the portal, with file and line', async () => {
      const files = [
        ['lib/a.rego', 'package portal_entry\n\nallowed contains "p0"\n', 1],
        ['lib/b.rego', 'package portal_entry.x\n\ny := 1\n', 1],
        ['lib/c.rego', 'package entities\n\nuser := 1\n', 1],
        ['lib/d.rego', 'package system.authz\n\nallow := true\n', 1],
        ['lib/e.rego', '\npackage portal.s_other\n\nx := 1\n', 2],
        ['data.json', '{\n  "a": 1,\n  "portal_entry": {"answer": {}}\n}', 3],
        ['data.yaml', 'a: 1\nsystem:\n  b: 1\n', 2],
        ['data.yml', 'x: &x\n  portal: 1\n<<: *x\n', 2],
        ['portal_entry/data.json', '{"answer": {}}', 1],
        ['entities/data.json', '{"user": {}}', 1],
      ] as const;
      const { compiled, diagnostics } = await compile(
        files.map(([path, content]) => file(path, content)),
      );
      expect(compiled).toBeUndefined();
      expect(
        diagnostics
          .filter(({ message }) =>
            /right below 'data' is reserved/.test(message),
          )
          .map(item => `${item.file}:${item.range?.startLine}`)
          .sort(),
      ).toEqual(files.map(([path, , row]) => `${path}:${row}`).sort());
    });

    it('refuses what contradicts itself once it is together', async () => {
      const refusal = await refusalOf(
        file('data.json', '{"records": {"readers": {"allow": true}}}'),
      );
      expect(refusal.text).toMatch(/conflict/);
      expect(refusal.text).not.toMatch(/portal/);
    });

    it('reads base documents of every place as OPA does', async () => {
      for (const mode of ['draft', 'live'] as const) {
        const set = await compiledOf(
          [
            readers(
              'allow if input.action.name == "read"\n\ndeny if input.subject.id in data.blocked\n\ndeny if input.subject.id == data.other',
            ),
            file('blocked/data.json', '["bad"]'),
            file('data.yaml', 'other: worse\n'),
          ],
          mode,
        );
        const decisions = await set.evaluate(
          ['alice', 'bad', 'worse'].map(id => ({
            ...read,
            subject: { type: 'user', id },
          })),
        );
        expect(decisions.map(({ outcome }) => outcome)).toEqual([
          'allow',
          'deny',
          'deny',
        ]);
        await set.dispose();
      }
    });

    it('gives no set anything of another one', async () => {
      const other = await compiledOf(
        [file('data.json', '{"secret": "of-the-other-set"}')],
        'live',
      );
      const reads = [
        '[v | v := data.portal[_].secret]',
        '[v | v := data["portal"][_]["secret"]]',
        '[v | v := d.portal[_].secret]',
        '[v | v := portal[_].secret]',
        '[v | some k, v in data.portal]',
        '[v | v := data.lib.own.read with data.lib.x as data.portal]',
      ];
      const set = await compiledOf(
        [
          file('lib/own.rego', 'package lib.own\n\nread := data.lib.x\n'),
          readers(
            `import data as d\nimport data.portal\n\n${reads
              .map(one => `allow if count(${one}) > 0`)
              .join('\n\n')}\n\nused := d.lib.own`,
          ),
        ],
        'live',
      );
      expect(await set.evaluate([read])).toMatchObject([{ outcome: 'deny' }]);
      await set.dispose();
      // Whoever reads all of his own data reads his own rule, which OPA refuses.
      for (const all of ['walk(data, [_, v])', 'v := data[_]', 'v := data']) {
        const refusal = await refusalOf(readers(`allow if { ${all}; v }`));
        expect(refusal.text).toMatch(/recurs/);
      }
      await other.dispose();
    });

    it('publishes at once beside a revision that OPA refuses, and does not try that one again', async () => {
      const store = Reflect.get(engine, 'store') as BundleStore;
      const bad = 's_bad_0000000000000000_v2';
      store.add(bad, [
        file('lib/e.rego', `package portal.${bad}.x\n\na := unknown(1)\n`),
      ]);
      // Within the time for publishing, or this throws.
      const set = await compiledOf([], 'live');
      expect(store.refusalOf(bad)).toMatch(/undefined function/);
      await set.dispose();

      const files = [readers('allow if input.action.name == "never"')];
      const { manifest, revision } = bundleOf(withFiles(base, files));
      const key = keyOf(manifest.metadata.name, revision, store.owner);
      store.add(key, []);
      expect(
        store.refuse(key, `portal/${key}/policies/readers.rego:3: too new`),
      ).toBe(true);
      const again = await compile(files, 'live');
      expect(again.compiled).toBeUndefined();
      expect(again.diagnostics).toMatchObject([
        {
          file: 'policies/readers.rego',
          range: { startLine: 3 },
          message: expect.stringMatching(
            /^the OPA server refuses the revision: policies\/readers.rego:3: too new/,
          ),
        },
      ]);
    });
  });
});
