import { mockServices } from '@backstage/backend-test-utils';
import { checkBundle, EngineList } from '@internal/plugin-policies-node';
import { CedarEngine } from './CedarEngine';
import { readCedarOptions } from './CedarOptions';
import { smallBundle } from './__testUtils__/bundles';

const never = `// What nobody may do.
@title("Nobody reads large records")
@kind("never")
@regulation("MiCA; FATF R.16")
@policies("read")
forbid (principal, action, resource)
when { resource.amount > 100 };
`;

const request = (amount: number) => ({
  subject: { type: 'user', id: 'alice', properties: { level: 1 } },
  action: { name: 'read' },
  resource: {
    type: 'record',
    id: 'r1',
    properties: { owner: { type: 'user', id: 'alice' }, amount },
  },
});

describe('invariants of a Cedar set', () => {
  let engine: CedarEngine;

  beforeAll(() => {
    engine = new CedarEngine({
      ...readCedarOptions('cedar', { liveWorkers: 1, draftWorkers: 1 }),
      logger: mockServices.logger.mock(),
    });
  });

  afterAll(() => engine.dispose());

  const diagnosticsOf = async (files: Record<string, string>) => {
    const { compiled, diagnostics } = await engine.compile(smallBundle(files), {
      mode: 'draft',
    });
    await compiled?.dispose();
    return diagnostics.map(
      ({ severity, file, range, message }) =>
        `${severity} ${file}:${range?.startLine} ${message}`,
    );
  };
  const problemsOf = (text: string) =>
    diagnosticsOf({ 'invariants/limit.cedar': text });

  it.each(['live', 'draft'] as const)(
    'are told of a %s set and decide nothing in it',
    async mode => {
      const plain = await engine.compile(smallBundle(), { mode });
      const asked = [request(1), request(100), request(101)];
      const before = await plain.compiled!.evaluate(asked, { explain: true });
      await plain.compiled!.dispose();
      const files = {
        'invariants/limit.cedar': never,
        // If it decided, everything would be allowed.
        'invariants/all.cedar':
          '@title("Everybody reads") @kind("at least") @regulation("GDPR") permit (principal, action, resource);',
      };
      const { compiled, diagnostics } = await engine.compile(
        smallBundle(files),
        { mode },
      );
      expect(diagnostics).toEqual([]);
      expect(compiled!.invariants).toEqual([
        {
          name: 'all',
          title: 'Everybody reads',
          kind: 'at least',
          regulations: ['GDPR'],
          policies: [],
          file: 'invariants/all.cedar',
          range: expect.objectContaining({ startLine: 1, endLine: 1 }),
          text: files['invariants/all.cedar'],
        },
        {
          name: 'limit',
          title: 'Nobody reads large records',
          kind: 'never',
          regulations: ['MiCA', 'FATF R.16'],
          policies: ['read'],
          file: 'invariants/limit.cedar',
          range: expect.objectContaining({ startLine: 2, endLine: 7 }),
          text: expect.stringMatching(/^@title[^]*;$/),
        },
      ]);
      expect(compiled!.statements).toHaveLength(1);
      const after = await compiled!.evaluate(asked, { explain: true });
      const timeless = (decisions: typeof after) =>
        decisions.map(decision => ({ ...decision, durationUs: 0 }));
      expect(timeless(after)).toEqual(timeless(before));
      expect(after.map(({ outcome }) => outcome)).toEqual([
        'allow',
        'allow',
        'deny',
      ]);
      expect(compiled!.known!.actions).toEqual(['read']);
      await compiled!.dispose();
    },
  );

  it('are files of their own kind, which no policy may name', () => {
    const engines: EngineList = {
      names: ['cedar'],
      has: name => name === 'cedar',
      get: () => engine,
    };
    const { account, diagnostics } = checkBundle(
      smallBundle({
        'invariants/limit.cedar': never,
        'invariants/deeper/limit.cedar': never,
      }).files,
      engines,
    );
    expect(
      account!.find(({ path }) => path === 'invariants/limit.cedar'),
    ).toMatchObject({ use: 'invariant' });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "'invariants/deeper/limit.cedar' belongs to no policy",
    ]);
    const manifest = smallBundle().files.find(
      ({ path }) => path === 'policy-set.yaml',
    )!.content;
    const claimed = smallBundle({
      'invariants/limit.cedar': never,
      'policy-set.yaml': manifest.replace(
        'title: Reading',
        'title: Reading, files: [policies/read.cedar, invariants/limit.cedar]',
      ),
    });
    expect(
      checkBundle(claimed.files, engines).diagnostics.map(
        ({ message }) => message,
      ),
    ).toEqual([
      "policy 'read' names the file 'invariants/limit.cedar', which engine 'cedar' does not read as a policy",
    ]);
  });

  it('are refused, by place, where they do not say what they must', async () => {
    const rest = 'forbid (principal, action, resource);';
    expect(await problemsOf('// nothing\n')).toEqual([
      expect.stringMatching(/^error .*holds no statement/),
    ]);
    expect(await problemsOf(`${never}\n${rest}`)).toEqual([
      "error invariants/limit.cedar:9 'invariants/limit.cedar' holds 2 statements, and an invariant is one",
    ]);
    expect(await problemsOf(rest)).toEqual([
      expect.stringContaining('has no @title'),
      expect.stringContaining('has no @kind'),
      expect.stringContaining('has no @regulation'),
    ]);
    expect(
      await problemsOf(
        `@title("a\u202eb")\n@kind("sometimes")\n@regulation(" ; ")\n@note("x")\n${rest}`,
      ),
    ).toEqual([
      expect.stringMatching(/^error .*:1 .*characters that cannot be seen/),
      "error invariants/limit.cedar:2 'sometimes' is no kind of invariant",
      expect.stringMatching(/^error .*:3 .*has no @regulation/),
      "warning invariants/limit.cedar:4 '@note' means nothing in an invariant",
    ]);
    expect(
      await problemsOf(
        never
          .replace('"never"', '"at most"')
          .replace('"read"', '"read, write"'),
      ),
    ).toEqual([
      "error invariants/limit.cedar:3 an invariant of kind \"at most\" is written as 'permit', and this is 'forbid'",
      "error invariants/limit.cedar:5 @policies names 'write', which the set does not have",
    ]);
    expect(
      await problemsOf(
        never.replace('(principal,', '(principal == ?principal,'),
      ),
    ).toEqual([expect.stringMatching(/^error .*template/)]);
    expect(
      await problemsOf(never.replace('100', `${'('.repeat(200)}1`)),
    ).toEqual([expect.stringMatching(/^error .*nests or chains deeper/)]);
    expect(await problemsOf(never.replace('amount', 'amonut'))).toEqual([
      expect.stringMatching(/^error invariants\/limit.cedar:7 .*amonut/),
    ]);
  });

  it('may stand in a set without a schema', async () => {
    const { 'schema.cedarschema': _none, ...files } = Object.fromEntries(
      smallBundle({ 'invariants/limit.cedar': never }).files.map(
        ({ path, content }) => [path, content],
      ),
    );
    const bundle = smallBundle(files);
    const { compiled, diagnostics } = await engine.compile(
      {
        ...bundle,
        files: bundle.files.filter(({ path }) => path !== 'schema.cedarschema'),
      },
      { mode: 'draft' },
    );
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    expect(compiled!.invariants).toHaveLength(1);
    expect(
      (await compiled!.evaluate([request(1)])).map(({ outcome }) => outcome),
    ).toEqual(['allow']);
    await compiled!.dispose();
  });
});
