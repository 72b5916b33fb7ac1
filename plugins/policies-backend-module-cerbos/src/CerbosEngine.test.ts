import { resolve } from 'path';
import {
  isCaseFile,
  PolicyFile,
  readCases,
} from '@internal/plugin-policies-common';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  readFolder,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosTestServer } from './__testUtils__/CerbosTestServer';
import { CerbosEngine } from './CerbosEngine';

const ESTATE = resolve(
  __dirname,
  '../../../estate/engines/cerbos/support-cases',
);
const { base } = readFixture('cerbos');

function policyFile(name: string, content: string | object): PolicyFile {
  return {
    path: `policies/${name}`,
    content: typeof content === 'string' ? content : JSON.stringify(content),
  };
}

/** A set with these files, and a policy `only` that each rule belongs to. */
function bundle(...files: PolicyFile[]) {
  const manifest = base.find(({ path }) => path === 'policy-set.yaml')!;
  return bundleOf([
    {
      path: 'policy-set.yaml',
      content: manifest.content.replace(
        /policies:[\s\S]*/,
        'policies:\n    - { name: only, title: Only }\n',
      ),
    },
    ...files,
  ]);
}

const rule = {
  name: 'only',
  actions: ['read'],
  effect: 'EFFECT_ALLOW',
  roles: ['*'],
};

function resourcePolicy(resource: string, ...rules: object[]) {
  return {
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: { resource, version: 'default', rules },
  };
}

const asks = (id: string, type: string, action = 'read') => ({
  subject: { type: 'user', id },
  action: { name: action },
  resource: { type, id: '1' },
});

/* Several servers share the machine with the tests. */

describeWithServer('cerbos', 'Cerbos engine', () => {
  let server: CerbosTestServer;
  let engine: CerbosEngine;

  beforeAll(async () => {
    server = await CerbosTestServer.start();
    engine = server.createEngine({ resourcesPerCall: 7 });
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

  it('decides the cases of the example company and explains them', async () => {
    const files = readFolder(ESTATE);
    const set = bundleOf(files);
    const { diagnostics, compiled } = await engine.compile(set, {
      mode: 'draft',
    });
    expect(diagnostics).toEqual([]);
    const cases = files
      .filter(({ path }) => isCaseFile(path))
      .flatMap(({ path, content }) => readCases(path, content).cases);
    expect(cases.length).toBeGreaterThan(15);
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
      cases.map(({ name, expect: { decision, policies } }) => ({
        name,
        outcome: decision ? 'allow' : 'deny',
        policies,
      })),
    );
    const native = await engine.runNativeTests(set);
    expect(native).toHaveLength(11);
    expect(native.filter(({ status }) => status !== 'passed')).toEqual([]);
    // A rule looks at the age of a recording.
    expect(compiled!.cacheable).toBe(false);

    const untrained = cases.find(({ name }) =>
      name.startsWith('agent without the training'),
    )!;
    const [explained] = await compiled!.evaluate([untrained.request], {
      explain: true,
    });
    expect(explained).toMatchObject({
      outcome: 'deny',
      explanation: {
        determining: [
          {
            policy: 'trained-for-vulnerability',
            title: 'Vulnerable customers are answered by trained agents',
            effect: 'forbid',
            file: 'policies/support-case.yaml',
            range: { startLine: expect.any(Number) },
          },
        ],
      },
    });
    const close = cases.find(({ name }) =>
      name.startsWith('complaints officer may not close'),
    )!;
    const [denied] = await compiled!.evaluate([close.request], {
      explain: true,
    });
    expect(denied).toMatchObject({
      outcome: 'deny',
      explanation: {
        determining: [],
        notApplied: expect.arrayContaining([
          expect.objectContaining({
            policy: 'complaints-final-response',
            failedClauses: [
              {
                text: 'R.attr.finalResponseSent',
                values: [{ path: 'R.attr.finalResponseSent', value: false }],
              },
            ],
          }),
        ]),
        trace: expect.arrayContaining([
          'policy cerbos.resource.support_case',
          expect.stringMatching(/^ +R\.attr\.kind == "complaint" -> true$/),
        ]),
      },
    });
    await compiled!.dispose();
  });

  it('tells the file and the place of what Cerbos or the portal cannot use', async () => {
    async function errorsOf(...files: PolicyFile[]) {
      const { diagnostics, compiled } = await engine.compile(bundle(...files), {
        mode: 'draft',
      });
      expect(compiled).toBeUndefined();
      return diagnostics;
    }
    const good = policyFile('a.yaml', resourcePolicy('a', rule));
    const inB = (content: string | object) =>
      errorsOf(good, policyFile('b.yaml', content));

    for (const content of [
      'permit (principal, action == Action::"read", resource)\nwhen { resource.readers };',
      'package records\n\nallow if input.x == 1',
      '---\na: 1\n---\nb: 2\n',
      'apiVersion: api.cerbos.dev/v1',
      `a: &a [${'x, '.repeat(10)}]\n${Array.from(
        { length: 200 },
        (_, index) => `k${index}: *a`,
      ).join('\n')}`,
      `a: ${'['.repeat(5_000)}`,
      '',
    ]) {
      const errors = await inB(content);
      expect(errors[0]).toMatchObject({
        severity: 'error',
        file: 'policies/b.yaml',
        message: expect.stringMatching(/./),
      });
    }

    const [cel] = await inB(
      `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: b\n  version: default\n  rules:\n    - name: only\n      actions: [read]\n      effect: EFFECT_ALLOW\n      roles: ['*']\n      condition:\n        match:\n          expr: P.id in (R.attr.x\n`,
    );
    expect(cel).toMatchObject({
      source: 'cerbos',
      file: 'policies/b.yaml',
      range: { startLine: 12, startColumn: 11 },
      message: expect.stringContaining('Syntax error'),
    });

    expect(
      await inB(resourcePolicy('b', { ...rule, name: 'other' })),
    ).toMatchObject([
      { message: expect.stringContaining(`rule 'other' belongs to no policy`) },
    ]);
    // Names with underscores would slip past what is renamed for each revision.
    expect(
      await inB({
        apiVersion: 'api.cerbos.dev/v1',
        resourcePolicy: {
          resource: 'b',
          version: 'default',
          import_derived_roles: ['others'],
          rules: [rule],
        },
      }),
    ).toMatchObject([
      { message: expect.stringContaining(`write 'importDerivedRoles'`) },
    ]);
    expect(
      await inB({
        apiVersion: 'api.cerbos.dev/v1',
        resourcePolicy: { resource: 'a', version: 'other', rules: [rule] },
      }),
    ).toMatchObject([{ message: expect.stringContaining('the same policy') }]);
    expect(
      await errorsOf(
        ...Array.from({ length: 30 }, (_, index) =>
          policyFile(`${index}.yaml`, resourcePolicy(`r${index}`, rule)),
        ),
      ),
    ).toMatchObject([{ message: expect.stringContaining('30 policy files') }]);
  });

  it('keeps apart what Cerbos takes for the same, and names policies of principals and roles', async () => {
    const set = await draftOf(
      policyFile('a.yaml', resourcePolicy('a-b', rule)),
      policyFile('root.yaml', {
        apiVersion: 'api.cerbos.dev/v1',
        principalPolicy: {
          principal: 'the-root',
          version: 'default',
          rules: [
            {
              resource: '*',
              actions: [
                { name: 'only.root', action: 'wipe', effect: 'EFFECT_ALLOW' },
              ],
            },
          ],
        },
      }),
      policyFile('role.yaml', {
        apiVersion: 'api.cerbos.dev/v1',
        rolePolicy: {
          role: 'clerk',
          version: 'default',
          rules: [{ name: 'only', resource: 'a-b', allowActions: ['list'] }],
        },
      }),
    );
    const decisions = await set.evaluate([
      asks('eve', 'a-b'),
      asks('eve', 'a:b'),
      asks('the-root', 'a-b', 'wipe'),
      asks('the:root', 'a-b', 'wipe'),
      asks('eve', 'a-b', 'wipe'),
      {
        ...asks('eve', 'a-b'),
        subject: {
          type: 'user',
          id: 'eve',
          properties: { roles: ['clerk'] },
        },
      },
      {
        ...asks('eve', 'a-b'),
        subject: { type: 'user', id: 'eve', properties: { roles: 'root' } },
      },
      asks('eve', 'unknown'),
    ]);
    expect(decisions).toMatchObject([
      { outcome: 'allow', policies: ['only'] },
      { outcome: 'error', fault: 'request' },
      { outcome: 'allow', policies: ['only'] },
      { outcome: 'error', fault: 'request' },
      { outcome: 'deny', policies: [] },
      { outcome: 'deny', policies: [] },
      { outcome: 'error', fault: 'request' },
      { outcome: 'deny', policies: [] },
    ]);
    await set.dispose();
  });

  it('lets no request cost the others of a batch their decision', async () => {
    const { compiled } = await engine.compile(bundleOf(base), { mode: 'live' });
    const alice = (id: string) => ({
      ...asks('alice', 'record'),
      resource: { type: 'record', id },
    });
    const decisions = await compiled!.evaluate(
      Array.from({ length: 40 }, (_, index) =>
        alice(index % 5 === 3 ? '\ud800' : `record-${(index % 2) + 1}`),
      ),
    );
    expect(decisions.map(({ outcome }) => outcome)).toEqual(
      decisions.map((_, index) => (index % 5 === 3 ? 'error' : 'allow')),
    );
    expect(decisions[3]).toMatchObject({ fault: 'request' });
    await compiled!.dispose();
  });

  it('shows context and action to rules, whatever a schema allows', async () => {
    const set = await draftOf(
      policyFile(
        'a.yaml',
        resourcePolicy('a', {
          ...rule,
          condition: {
            match: {
              all: {
                of: [
                  { expr: 'R.attr.context.ip.startsWith("10.")' },
                  { expr: 'R.attr.action.reason == "audit"' },
                ],
              },
            },
          },
        }),
      ),
    );
    const request = {
      ...asks('eve', 'a'),
      action: { name: 'read', properties: { reason: 'audit' } },
      context: { ip: '10.0.0.1' },
    };
    expect(
      await set.evaluate([request, { ...request, context: undefined }]),
    ).toMatchObject([{ outcome: 'allow' }, { outcome: 'deny', policies: [] }]);
    await set.dispose();
  });

  it('says how native tests fail', async () => {
    const results = await engine.runNativeTests(
      bundleOf(
        withFiles(base, [
          policyFile(
            'record_test.yaml',
            base
              .find(({ path }) => path === 'policies/record_test.yaml')!
              .content.replace('write: EFFECT_ALLOW', 'write: EFFECT_DENY'),
          ),
          policyFile('other_test.yaml', 'name: other\ntests: 3\n'),
        ]),
      ),
    );
    expect(results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          file: 'policies/record_test.yaml',
          status: 'failed',
          message: 'expected EFFECT_DENY, got EFFECT_ALLOW',
        }),
        expect.objectContaining({
          file: 'policies/other_test.yaml',
          status: 'error',
          message: expect.stringMatching(/./),
        }),
      ]),
    );
  });

  it('says which attributes fit no schema, where the server denies for them', async () => {
    const strict = await CerbosTestServer.start({
      'schema.enforcement': 'reject',
    });
    const strictEngine = strict.createEngine();
    const { compiled } = await strictEngine.compile(bundleOf(base), {
      mode: 'live',
    });
    const request = {
      ...asks('alice', 'record'),
      resource: { type: 'record', id: 'record-1' },
    };
    expect(
      await compiled!.evaluate([
        request,
        {
          ...request,
          resource: { ...request.resource, properties: { status: 7 } },
        },
      ]),
    ).toMatchObject([
      { outcome: 'allow', policies: ['readers'] },
      {
        outcome: 'deny',
        policies: [],
        errors: [{ message: expect.stringMatching(/'\/status'.*schema/) }],
      },
    ]);
    expect(await compiled!.verify!()).toEqual({ state: 'in-sync' });
    await strictEngine.dispose();
    await strict.stop();
  });
});
