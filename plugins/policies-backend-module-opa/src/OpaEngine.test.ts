import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { resolve } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  EvaluationRequest,
  isCaseFile,
  readCases,
} from '@internal/plugin-policies-common';
import { CompiledSet } from '@internal/plugin-policies-node';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  readFolder,
  until,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { OpaServer } from './__testUtils__/OpaServer';
import { OpaEngine } from './OpaEngine';
import { readOpaOptions } from './OpaOptions';

const estate = resolve(__dirname, '../../../estate/engines/opa');
const { base } = readFixture('rego');
const bundle = bundleOf(base);
const file = (path: string, content: string) => ({ path, content });
const read: EvaluationRequest = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'record', id: 'record-1' },
};

describeWithServer('opa', 'OpaEngine', () => {
  let server: OpaServer;
  let engine: OpaEngine;

  beforeAll(async () => {
    server = await OpaServer.start({ timeoutMs: 1_000 });
    engine = server.engine;
  });

  afterAll(() => server.stop());

  const draft = (...files: Array<ReturnType<typeof file>>) =>
    engine.compile(bundleOf(withFiles(base, files)), { mode: 'draft' });

  async function untilAllowed(set: CompiledSet) {
    await until(
      () => set.evaluate([read]),
      ([{ outcome }]) => outcome === 'allow',
    );
  }

  it.each(['data-retention', 'partner-apps'])(
    'decides the estate set %s as its cases say, as draft and live',
    async name => {
      const estateBundle = bundleOf(readFolder(resolve(estate, name)));
      const cases = estateBundle.files
        .filter(({ path }) => isCaseFile(path))
        .flatMap(({ path, content }) => readCases(path, content).cases);
      for (const mode of ['draft', 'live'] as const) {
        const { diagnostics, compiled } = await engine.compile(estateBundle, {
          mode,
        });
        expect(diagnostics).toEqual([]);
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
        await compiled!.dispose();
      }
      const tests = await engine.runNativeTests(estateBundle);
      expect(tests.length).toBeGreaterThan(1);
      expect(tests.filter(({ status }) => status !== 'passed')).toEqual([]);
    },
  );

  it('explains by rules, the expression that failed and what it saw', async () => {
    const { compiled } = await draft();
    const [decision] = await compiled!.evaluate(
      [
        {
          ...read,
          subject: { type: 'user', id: 'bob' },
          action: { name: 'write' },
        },
      ],
      { explain: true },
    );
    expect(decision).toMatchObject({
      outcome: 'deny',
      policies: [],
      explanation: {
        determining: [],
        notApplied: expect.arrayContaining([
          expect.objectContaining({
            policy: 'archivists',
            file: 'policies/archivists.rego',
            failedClauses: [
              {
                text: 'input.resource.properties.status == "archived"',
                values: [{ path: 'resource.status', value: 'active' }],
              },
            ],
          }),
        ]),
        trace: expect.arrayContaining([
          expect.stringMatching(/^ *fail policies\/archivists\.rego:5 input/),
        ]),
      },
    });
    await compiled!.dispose();
  });

  it('knows the actions that policies name', async () => {
    const { compiled } = await draft(
      file(
        'policies/readers.rego',
        'package records.readers\n\nallow if input.action.name in {"list", "read"}\n',
      ),
    );
    expect(compiled!.known!.actions).toEqual([
      'delete',
      'list',
      'read',
      'write',
    ]);
    await compiled!.dispose();
  });

  it('keeps revisions apart, whatever way policies refer to data', async () => {
    const readers = (id: string) =>
      file(
        'policies/readers.rego',
        `package records.readers # ü data.x

import data.lib.people as helpers

# data.lib is not moved in comments
allow if {
	input.action.name == "read"
	input.subject.id == data["people"].${id}.id
	data.people[input.subject.id].id == \`${id}\`
	"data.people" != "data"; helpers.may_write(input.subject, {"properties": {"writers": ["${id}"]}})
	some name, _ in data.people
	name == input.subject.id
}
`,
      );
    const revision = (id: string) =>
      engine.compile(
        bundleOf(
          withFiles(base, [
            readers(id),
            file('data.json', `{ "people": { "${id}": { "id": "${id}" } } }`),
          ]),
        ),
        { mode: 'live' },
      );
    const [first, second] = await Promise.all([
      revision('alice'),
      revision('bob'),
    ]);
    expect([...first.diagnostics, ...second.diagnostics]).toEqual([]);
    const ask = async (set: CompiledSet, id: string) =>
      (await set.evaluate([{ ...read, subject: { type: 'user', id } }]))[0]
        .outcome;
    expect(await ask(first.compiled!, 'alice')).toBe('allow');
    expect(await ask(first.compiled!, 'bob')).toBe('deny');
    expect(await ask(second.compiled!, 'alice')).toBe('deny');
    expect(await ask(second.compiled!, 'bob')).toBe('allow');
    await first.compiled!.dispose();
    await second.compiled!.dispose();
  });

  it('makes a builtin that fails an error of that request alone', async () => {
    const files = [
      file(
        'policies/writers.rego',
        'package records.writers\n\ndeny if {\n\tinput.action.name == "read"\n\tto_number(input.context.amount) > 10\n}\n',
      ),
    ];
    const bad = { ...read, context: { amount: 'many' } };
    const high = { ...read, context: { amount: '11' } };
    for (const mode of ['draft', 'live'] as const) {
      const { compiled } = await engine.compile(
        bundleOf(withFiles(base, files)),
        { mode },
      );
      const decisions = await compiled!.evaluate([read, bad, high]);
      expect(decisions).toMatchObject([
        { outcome: 'allow', policies: ['readers'] },
        {
          outcome: 'error',
          fault: 'request',
          message: expect.stringMatching(/cannot be evaluated.*to_number/),
        },
        { outcome: 'deny', policies: ['writers'] },
      ]);
      await compiled!.dispose();
    }
  });

  it.each([
    [
      'the network',
      'allow if http.send({"method": "get", "url": "http://a"})',
      /http.send/,
    ],
    ['the environment', 'allow if opa.runtime().env.X', /opa.runtime/],
    ['names', 'allow if net.lookup_ip_addr("a")', /net.lookup_ip_addr/],
    ['no rule', 'other := 1', /no rule 'allow'/],
    ['half a rule', 'allow if {', /./],
    ['an unknown function', 'allow if nothing(1)', /nothing/],
    ['Cedar', 'permit (principal, action, resource);', /./],
  ])('refuses %s', async (_what, rule, message) => {
    const { compiled, diagnostics } = await draft(
      file('policies/readers.rego', `package records.readers\n\n${rule}\n`),
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      source: 'opa',
      file: 'policies/readers.rego',
      help: expect.any(String),
    });
    expect(
      diagnostics.map(item => `${item.message} ${item.help}`).join(),
    ).toMatch(message);
  });

  it('refuses data that is none, and two policies of one package', async () => {
    for (const [changed, message] of [
      [file('data.json', '[]'), /holds no object/],
      [file('data.json', '{'), /not valid JSON/],
      [file('data.json', '{"entities": {}}'), /key 'entities'/],
      [file('entities.json', '{"user": 1}'), /'user'/],
      [
        file(
          'policies/writers.rego',
          'package records.readers\n\nallow if input.x\n',
        ),
        /says policy 'readers' already/,
      ],
    ] as const) {
      const { compiled, diagnostics } = await draft(changed);
      expect(compiled).toBeUndefined();
      expect(diagnostics[0].message).toMatch(message);
      expect(diagnostics[0].file).toBe(changed.path);
    }
  });

  it('ends a draft that takes too long, at once where it does so whatever is asked', async () => {
    const slow = new OpaEngine(
      'opa',
      readOpaOptions('opa', { url: server.url, sandbox: { timeoutMs: 800 } }),
      mockServices.logger.mock(),
    );
    const compileSlow = (when: string) =>
      slow.compile(
        bundleOf(
          withFiles(base, [
            file(
              'policies/readers.rego',
              `package records.readers\n\nallow if {\n\t${when}\n\tn := numbers.range(1, 4000)\n\tcount([1 | some a in n; some b in n; some c in n; a + b == c]) > 0\n}\n`,
            ),
          ]),
        ),
        { mode: 'draft' },
      );
    const { compiled } = await compileSlow('input.action.name == "read"');
    const [decision] = await compiled!.evaluate([read]);
    expect(decision).toMatchObject({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringMatching(/takes too long: more than 0.8 s/),
    });
    await compiled!.dispose();
    const always = await compileSlow('true');
    expect(always.compiled).toBeUndefined();
    expect(always.diagnostics).toMatchObject([
      {
        message: 'deciding an empty request takes too long: more than 0.8 s',
      },
    ]);
    await slow.dispose();
  });

  it('says how to get a sandbox where there is none', async () => {
    const without = new OpaEngine(
      'opa',
      readOpaOptions('opa', {
        url: server.url,
        sandbox: { binary: '/nowhere/opa' },
      }),
      mockServices.logger.mock(),
    );
    await expect(without.compile(bundle, { mode: 'draft' })).rejects.toThrow(
      /no sandbox.*policies.engines.opa.sandbox.binary/,
    );
    await without.dispose();
  });

  it('never allows while OPA is killed or hangs, and recovers by itself', async () => {
    const { compiled } = await engine.compile(bundle, { mode: 'live' });
    await untilAllowed(compiled!);
    await server.kill();
    const [gone] = await compiled!.evaluate([read]);
    expect(gone).toMatchObject({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringMatching(/^engine 'opa' /),
    });
    await expect(engine.checkHealth()).rejects.toThrow(/engine 'opa'/);
    await server.run();
    await untilAllowed(compiled!);

    server.pause();
    const [hung] = await compiled!.evaluate([read]);
    expect(hung).toMatchObject({ outcome: 'error', fault: 'engine' });
    server.resume();
    await untilAllowed(compiled!);
    expect(await compiled!.verify!()).toEqual({ state: 'in-sync' });
    await compiled!.dispose();
  });

  describe('when something else answers', () => {
    let other: Server;
    let answer: { status?: number; body: string };
    let strange: OpaEngine;
    let compiled: CompiledSet;

    beforeAll(async () => {
      other = createServer((_request, response) => {
        response.writeHead(answer.status ?? 200, {
          'content-type': 'application/json',
        });
        response.end(answer.body);
      });
      await new Promise<void>(done => {
        other.listen(0, '127.0.0.1', done);
      });
      const { port } = other.address() as AddressInfo;
      strange = new OpaEngine(
        'opa',
        readOpaOptions('opa', { url: `http://127.0.0.1:${port}`, retries: 0 }),
        mockServices.logger.mock(),
      );
      const { metadata } = bundle.manifest;
      answer = {
        body: JSON.stringify({
          result: { set: metadata.name, revision: bundle.revision },
        }),
      };
      compiled = (await strange.compile(bundle, { mode: 'live' })).compiled!;
    });

    afterAll(async () => {
      await strange.dispose();
      await new Promise(done => other.close(done));
    });

    const allowing = (more: object) =>
      JSON.stringify({
        result: {
          set: 'records',
          revision: bundle.revision,
          allowed: ['readers'],
          denied: [],
          ...more,
        },
      });

    it.each([
      ['another revision', allowing({ revision: 'f'.repeat(64) })],
      ['another set', allowing({ set: 'payments' })],
      ['a policy of another set', allowing({ allowed: ['everybody'] })],
      ['a decision of another kind', allowing({ allowed: true })],
      ['nothing', '{}'],
      ['garbage', '<html>'],
      ['half an answer', allowing({}).slice(0, -20)],
      ['true', '{"result":true}'],
    ])('never allows on %s', async (_what, body) => {
      answer = { body };
      const single = await compiled.evaluate([read]);
      const batch = await compiled.evaluate([read, read]);
      for (const decision of [...single, ...batch]) {
        expect(decision).toMatchObject({ outcome: 'error', fault: 'engine' });
      }
    });

    it('tells the fix for refused credentials and what is no OPA', async () => {
      answer = { status: 401, body: '{}' };
      await expect(strange.checkHealth()).rejects.toThrow(
        /refuses the portal's credentials/,
      );
      answer = { body: '{}' };
      await expect(strange.checkHealth()).rejects.toThrow(
        /does not answer as OPA does/,
      );
      answer = { body: '{"provenance":{"version":"0.70.0"}}' };
      await expect(strange.checkHealth()).rejects.toThrow(/too old/);
    });
  });
});
