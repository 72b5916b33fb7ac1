import { PolicyFile } from '@internal/plugin-policies-common';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  until,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosTestServer } from './__testUtils__/CerbosTestServer';
import { CerbosEngine } from './CerbosEngine';

const MANIFEST = readFixture('cerbos')
  .base.find(({ path }) => path === 'policy-set.yaml')!
  .content.replace(
    /policies:[\s\S]*/,
    `policies:
    - { name: everybody, title: Everybody }
    - { name: ann, title: Ann }
    - { name: clerks, title: Clerks }
    - { name: root, title: Root }
`,
  );

const file = (path: string, content: object): PolicyFile => ({
  path,
  content: JSON.stringify({ apiVersion: 'api.cerbos.dev/v1', ...content }),
});

/** Everybody may do all; ann may not write, root nothing, and clerks only read. */
const bundle = bundleOf([
  { path: 'policy-set.yaml', content: MANIFEST },
  file('policies/doc.json', {
    resourcePolicy: {
      resource: 'doc',
      version: 'default',
      rules: [
        {
          name: 'everybody',
          actions: ['*'],
          effect: 'EFFECT_ALLOW',
          roles: ['*'],
        },
      ],
    },
  }),
  file('policies/ann.json', {
    principalPolicy: {
      principal: 'ann',
      version: 'default',
      rules: [
        {
          resource: 'doc',
          actions: [{ name: 'ann', action: 'write', effect: 'EFFECT_DENY' }],
        },
      ],
    },
  }),
  file('policies/root.json', {
    principalPolicy: {
      principal: 'root',
      version: 'default',
      rules: [
        {
          resource: '*',
          actions: [{ name: 'root', action: '*', effect: 'EFFECT_DENY' }],
        },
      ],
    },
  }),
  file('policies/clerk.json', {
    rolePolicy: {
      role: 'clerk',
      version: 'default',
      rules: [{ name: 'clerks', resource: 'doc', allowActions: ['read'] }],
    },
  }),
]);

const ASKED = [
  ['ann', 'user', 'read', 'allow'],
  ['ann', 'user', 'write', 'deny'],
  ['bob', 'user', 'write', 'allow'],
  ['bob', 'clerk', 'read', 'allow'],
  ['bob', 'clerk', 'write', 'deny'],
  ['root', 'user', 'read', 'deny'],
] as const;

describeWithServer('cerbos', 'policies of principals and roles', () => {
  let server: CerbosTestServer;
  let engine: CerbosEngine;

  beforeAll(async () => {
    server = await CerbosTestServer.start();
    engine = server.createEngine();
  });

  afterAll(async () => {
    await engine.dispose();
    await server.stop();
  });

  it.each(['draft', 'live'] as const)('decide in a %s set', async mode => {
    const { compiled, diagnostics } = await engine.compile(bundle, { mode });
    expect(diagnostics).toEqual([]);
    expect(await outcomesOf(compiled!)).toEqual(
      ASKED.map(([, , , outcome]) => outcome),
    );
    await compiled!.dispose();
  });

  it.each([
    ['principal.ann', ['error', 'error', 'allow', 'allow', 'deny', 'deny']],
    ['role.clerk', ['allow', 'deny', 'allow', 'error', 'error', 'deny']],
  ])(
    'are never passed over where Cerbos uses no %s any more',
    async (name, without) => {
      const live = (await engine.compile(bundle, { mode: 'live' })).compiled!;
      const { policyIds } = await server.admin<{ policyIds: string[] }>(
        'GET',
        '/policies',
      );
      const id = policyIds.find(held => held.startsWith(`${name}.v`));
      await server.admin('PUT', '/policy/disable', { id: [id] });
      const seen = await until(
        () => outcomesOf(live),
        outcomes => outcomes.includes('error'),
      );
      expect(seen).toEqual(without);
      await live.repair!();
      expect(
        await until(
          () => outcomesOf(live),
          outcomes => !outcomes.includes('error'),
        ),
      ).toEqual(ASKED.map(([, , , outcome]) => outcome));
      await live.dispose();
    },
  );

  type Compiled = NonNullable<
    Awaited<ReturnType<CerbosEngine['compile']>>['compiled']
  >;

  async function outcomesOf(set: Compiled): Promise<string[]> {
    const decisions = await set.evaluate(
      ASKED.map(([id, role, action]) => ({
        subject: { type: 'user', id, properties: { roles: [role] } },
        action: { name: action },
        resource: { type: 'doc', id: '1' },
      })),
    );
    return decisions.map(({ outcome }) => outcome);
  }
});
