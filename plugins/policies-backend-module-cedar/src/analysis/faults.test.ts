import { mockServices } from '@backstage/backend-test-utils';
import { AnalyzerMissingError } from '@internal/plugin-policies-node';
import { CedarEngine } from '../CedarEngine';
import { readCedarOptions } from '../CedarOptions';
import { smallBundle } from '../__testUtils__/bundles';
import { KNOWN } from './knownRecord';
import { FakePrograms } from '../__testUtils__/FakePrograms';

const title = 'Policy set 1 implies policy set 2';
const opening = `✗ ${title}: DOES NOT HOLD\\n  Counterexample found:\\n`;
const say = (text: string) => `printf '%b' '${text}'`;
const request = `principal: user::"a", action: Action::"read", resource: record::"r"\\n`;
const entities = (amount: number | string, level: number | string = 1) =>
  `entities: [\\n  user::"a" {\\n    "${KNOWN}": {level: ${level}},\\n  },\\n  record::"r" {\\n    "${KNOWN}": {amount: ${amount}, owner: user::"a"},\\n  },\\n]\\n`;

const limited = (limit: number) =>
  smallBundle({
    'policies/read.cedar': `permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= ${limit} };
`,
  });

describe('programs that fail the analyzer', () => {
  const programs = new FakePrograms();
  const engines: CedarEngine[] = [];
  let engine: CedarEngine;
  let asked = 0;

  const createEngine = (analyzer: object | false) => {
    const created = new CedarEngine({
      ...readCedarOptions('cedar', { liveWorkers: 1, analyzer }),
      logger: mockServices.logger.mock(),
    });
    engines.push(created);
    return created;
  };
  const { binary, solver } = programs;

  beforeAll(() => {
    engine = createEngine({
      binary,
      solver,
      timeoutSeconds: 1,
      memoryMb: 256,
    });
  });

  afterAll(async () => {
    await Promise.all(engines.map(one => one.dispose()));
    programs.remove();
  });

  /** Whether what a revision with a limit allows, one with a lower limit allows. */
  const ask = async (script: string, signal = new AbortController().signal) => {
    programs.answerBy(script);
    asked++;
    const first = limited(1_000 + asked);
    const { environments } = await engine.analyzer!.read(first);
    return engine.analyzer!.ask(
      {
        kind: 'implies',
        environment: environments[0].key,
        first,
        second: limited(500),
      },
      { signal },
    );
  };

  it('are believed only when the engine says the same', async () => {
    expect(
      await ask(say(`${opening}${request}${entities(700)}`)),
    ).toMatchObject({
      state: 'fails',
      counterexample: { before: true, after: false, policies: ['read'] },
    });
    // Both allow that, and neither this.
    for (const amount of [3, 5_000]) {
      expect(
        await ask(say(`${opening}${request}${entities(amount)}`)),
      ).toMatchObject({
        state: 'disagrees',
        counterexample: { before: amount === 3, after: amount === 3 },
        message: expect.stringMatching(/one of the two is wrong/),
      });
    }
    // What the schema does not admit.
    expect(
      await ask(say(`${opening}${request}${entities('"much"')}`)),
    ).toMatchObject({ state: 'undecided', reason: 'engine-error' });
  });

  it('are heard only where they answer to the letter', async () => {
    expect(await ask(say(`✓ ${title}: VERIFIED\\n`))).toMatchObject({
      state: 'holds',
    });
    for (const script of [
      say(`✓ ${title}: VERIFIED\\nand more\\n`),
      say('✓ Policy never errors: VERIFIED\\n'),
      say(` ✓ ${title}: VERIFIED\\n`),
      say(`${opening}`),
      say(`${opening}${request}trailing`),
      say(
        `${opening}${request}entities: [\\n  user::"a" {\\n    level: <unknown>,\\n  },\\n]\\n`,
      ),
      say(
        `${opening}principal: user::"a\\\\u{110000}", action: Action::"read", resource: record::"r"\\n`,
      ),
      say(
        `${opening}${request}context: {x: ${'['.repeat(200)}${']'.repeat(
          200,
        )}}\\n`,
      ),
      `${say(
        `✓ ${title}: VERIFIED\\n`,
      )}; echo 'first policy set contains 1 template(s), which will be ignored' >&2`,
      `${say(`✓ ${title}: VERIFIED\\n`)}; exit 1`,
      `${say(`✓ ${title}: VERIFIED\\n`)}; kill -9 $$`,
      'exit 0',
      'head -c 9000000 /dev/zero',
    ]) {
      expect({ script, ...(await ask(script)) }).toMatchObject({
        script,
        state: 'undecided',
        reason: 'fault',
      });
    }
  });

  it.each([
    ["echo '╰─▶ solver returned `unknown`' >&2; exit 1", 'unknown'],
    [
      "echo '× input policy (set) is not well\n  │ typed with respect to the schema' >&2; exit 1",
      'unsupported',
    ],
    ["echo '╰─▶ IO error during a solver operation' >&2; exit 1", 'fault'],
    [
      "echo '╰─▶ unrecognized solver output: unknown (TIMEOUT)' >&2; exit 1",
      'time',
    ],
    ["echo '╰─▶ unrecognized solver output: unknown' >&2; exit 1", 'time'],
    ['while :; do :; done', 'time'],
    ['head -c 400000000 /dev/zero | tail', 'memory'],
    ["echo '╰─▶ solver error: MemoryError: ' >&2; exit 1", 'memory'],
    ['sleep 100', 'fault'],
  ])(
    'leave a question undecided by %s: %s',
    async (script, reason) => {
      expect(await ask(script)).toMatchObject({ state: 'undecided', reason });
    },
    30_000,
  );

  it('are not asked what requests that people wrote show already', async () => {
    programs.answerBy('exit 1');
    const set = smallBundle({
      'tests/read.yaml': `- name: Alice reads what is hers
  request:
    subject: { type: user, id: alice, properties: { level: 1 } }
    action: { name: read }
    resource: { type: record, id: r1, properties: { owner: { type: user, id: alice }, amount: 5 } }
  expect: { decision: true }
`,
    });
    const { environments, statements } = await engine.analyzer!.read(set);
    const about = { environment: environments[0].key, set };
    const statement = statements[0].id;
    for (const question of [
      { kind: 'never-matches' as const, statement, ...about },
      { kind: 'removable' as const, statement, ...about },
      { kind: 'always-denies' as const, ...about },
    ]) {
      expect(
        await engine.analyzer!.ask(question, {
          signal: new AbortController().signal,
        }),
      ).toMatchObject({
        state: 'fails',
        counterexample: {
          request: { subject: { id: 'alice' } },
          after: true,
          policies: ['read'],
        },
      });
    }
    // Nobody wrote one that is denied.
    expect(
      await engine.analyzer!.ask(
        { kind: 'always-allows', ...about },
        { signal: new AbortController().signal },
      ),
    ).toMatchObject({ state: 'undecided', reason: 'fault' });
  });

  it('end when nobody wants to know any more', async () => {
    const controller = new AbortController();
    const answer = ask('sleep 100', controller.signal);
    setImmediate(() => controller.abort(new Error('cancelled')));
    await expect(answer).rejects.toThrow('cancelled');
  });

  it.each([
    [{ cedar: 'cedar-policy-cli 4.15.0' }, /cedar-policy-cli 4\.15\.0.*4\.14/],
    [{ cvc5: 'This is cvc5 version 1.2.0' }, /1\.2\.0.*1\.3\.1/],
    [{ symcc: false }, /built without its analyzer.*--features analyze/],
  ])('are not asked in versions that nobody tried: %j', async (told, why) => {
    programs.tellVersions(told);
    const { analyzer } = createEngine({ binary, solver });
    await expect(analyzer!.checkHealth()).rejects.toThrow(why);
    programs.tellVersions({});
  });

  it('are missing, or turned off', async () => {
    const { analyzer } = createEngine({ binary, solver: '/nowhere/cvc5' });
    await expect(analyzer!.checkHealth()).rejects.toBeInstanceOf(
      AnalyzerMissingError,
    );
    await expect(analyzer!.checkHealth()).rejects.toThrow(
      "'/nowhere/cvc5' is not installed beside the portal; run 'npm run engines -- install', or give its path in 'policies.engines.cedar.analyzer.solver'",
    );
    const first = limited(7);
    const { environments } = await analyzer!.read(first);
    expect(
      await analyzer!.ask(
        {
          kind: 'implies',
          environment: environments[0].key,
          first,
          second: limited(6),
        },
        { signal: new AbortController().signal },
      ),
    ).toMatchObject({ state: 'undecided', reason: 'fault' });
    expect(createEngine(false).analyzer).toBeUndefined();
  });

  it('are given other texts than were written, where both can be read', async () => {
    const text = `permit (principal, action == Action::"read", resource)
when { resource.owner has level && resource.owner.level > 3 };`;
    const first = smallBundle({ 'policies/read.cedar': `${text}\n` });
    const { environments } = await engine.analyzer!.read(first);
    const { files, written } = await engine.analyzer!.export!(
      {
        kind: 'implies',
        environment: environments[0].key,
        first,
        second: limited(5),
      },
      { analyzer: 'a', solver: 's', engine: 'e' },
    );
    const contentOf = (of: typeof files, name: string) =>
      of?.find(({ path }) => path === name)?.content;
    expect(contentOf(written, 'first.cedar')).toContain(text);
    expect(contentOf(files, 'first.cedar')).not.toContain(text);
    expect(contentOf(written, 'schema')).toContain('entity record');
  });

  it('cannot be asked where nothing can be proven', async () => {
    const { analyzer } = engine;
    const plain = smallBundle();
    const without = {
      ...plain,
      files: plain.files.filter(({ path }) => path !== 'schema.cedarschema'),
    };
    await expect(analyzer!.read(without)).rejects.toThrow(
      /nothing can be proven of a set without a schema/,
    );
    await expect(
      analyzer!.read(smallBundle({ 'policies/read.cedar': 'permit (' })),
    ).rejects.toThrow(/does not compile/);
    await expect(
      analyzer!.read(
        smallBundle({
          'schema.cedarschema': `entity user { level: Long };
entity record { "a\\n(assert false)": Long };
action read appliesTo { principal: user, resource: record };
`,
          'policies/read.cedar': 'permit (principal, action, resource);',
        }),
      ),
    ).rejects.toThrow(/control characters/);
    await expect(
      analyzer!.ask(
        { kind: 'always-allows', environment: 'none', set: plain },
        { signal: new AbortController().signal },
      ),
    ).rejects.toThrow(/has no environment 'none'/);
  });
});
