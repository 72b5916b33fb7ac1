import { CompiledSet, ServerLease } from '@internal/plugin-policies-node';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  SCENARIO_EVALUATIONS,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosTestServer } from './__testUtils__/CerbosTestServer';
import { CerbosEngine } from './CerbosEngine';

const [ALLOWED] = SCENARIO_EVALUATIONS;
const bundle = bundleOf(readFixture('cerbos').base);

const compile = async (engine: CerbosEngine) =>
  (await engine.compile(bundle, { mode: 'live' })).compiled!;
const leaseOf = (engine: CerbosEngine) =>
  Reflect.get(engine, 'lease') as ServerLease;

describeWithServer('cerbos', 'Cerbos engine of several replicas', () => {
  let server: CerbosTestServer;
  let replicas: CerbosEngine[];

  beforeEach(async () => {
    server = await CerbosTestServer.start();
    // Each call to the admin API hashes a password, which takes its time on a busy machine.
    replicas = [1, 2, 3].map(() => server.createEngine({ timeoutMs: 20_000 }));
  }, 30_000);

  afterEach(async () => {
    await Promise.all(replicas.map(replica => replica.dispose()));
    await server.stop('SIGKILL');
  }, 30_000);

  async function expectAllows(set: CompiledSet): Promise<void> {
    expect(await set.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'allow' },
    ]);
  }

  const idsThere = async () => {
    const { policyIds = [] } = await server.admin<{ policyIds?: string[] }>(
      'GET',
      '/policies?includeDisabled=true',
    );
    const { schemaIds = [] } = await server.admin<{ schemaIds?: string[] }>(
      'GET',
      '/schemas',
    );
    return [...policyIds, ...schemaIds].join('\n');
  };

  it('goes on when another replica takes the same revision away, late or at its end', async () => {
    const sets: CompiledSet[] = [];
    for (const replica of replicas) {
      sets.push(await compile(replica));
    }
    const [one, , three] = sets;
    await one.dispose();
    await replicas[1].dispose();
    await expectAllows(three);
    expect(await three.verify!()).toEqual({ state: 'in-sync' });
    expect(await idsThere()).not.toContain(leaseOf(replicas[1]).owner);
    const again = await compile(replicas[0]);
    await Promise.all([three.dispose(), expectAllows(again)]);
    await expectAllows(again);
  }, 120_000);

  it('takes away what a killed replica left, and nothing of one that lives', async () => {
    const [killed, living, late] = replicas;
    const gone = leaseOf(killed).owner;
    const left = await compile(killed);
    const [, halted] = [await compile(living), await compile(late)];
    await server.admin('POST', '/policy', {
      policies: [
        {
          apiVersion: 'api.cerbos.dev/v1',
          resourcePolicy: {
            resource: 'elsewhere',
            version: 'default',
            rules: [{ actions: ['*'], effect: 'EFFECT_DENY', roles: ['*'] }],
          },
        },
      ],
    });
    for (let turn = 0; turn < 18; turn++) {
      await leaseOf(living).turn();
      await leaseOf(late).turn();
    }
    const ids = await idsThere();
    expect(ids).not.toContain(gone);
    expect(ids).toContain(leaseOf(late).owner);
    expect(ids).toContain('resource.elsewhere.vdefault');
    await expectAllows(halted);
    // The one that was taken for killed goes on: it gives errors, and its own back.
    const [decision] = await left.evaluate([ALLOWED.request]);
    expect(decision).toMatchObject({ outcome: 'error', fault: 'engine' });
    expect(await left.verify!()).toMatchObject({ state: 'missing' });
    await left.repair!();
    await expectAllows(left);

    await Promise.all(replicas.map(replica => replica.dispose()));
    expect(await idsThere()).toBe('resource.elsewhere.vdefault');
  }, 120_000);
});
