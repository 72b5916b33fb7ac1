import { CompiledSet, ServerLease } from '@internal/plugin-policies-node';
import {
  SCENARIO_EVALUATIONS,
  bundleOf,
  describeWithServer,
  readFixture,
  until,
} from '@internal/plugin-policies-node/testUtils';
import { FgaTestServer } from './__testUtils__/FgaTestServer';
import { OpenfgaEngine } from './OpenfgaEngine';

const [ALLOWED] = SCENARIO_EVALUATIONS;
const bundle = bundleOf(readFixture('openfga').base);

const compile = async (engine: OpenfgaEngine) =>
  (await engine.compile(bundle, { mode: 'live' })).compiled!;
const leaseOf = (engine: OpenfgaEngine) =>
  Reflect.get(engine, 'lease') as ServerLease;

describeWithServer('openfga', 'OpenFGA engine of several replicas', () => {
  let server: FgaTestServer;
  let replicas: OpenfgaEngine[];

  beforeEach(async () => {
    server = await FgaTestServer.start();
    replicas = [1, 2, 3].map(() => server.createEngine());
  }, 30_000);

  afterEach(async () => {
    await Promise.all(replicas.map(replica => replica.dispose()));
    await server.stop('SIGKILL');
  });

  async function expectAllows(set: CompiledSet): Promise<void> {
    expect(await set.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'allow' },
    ]);
  }

  it('goes on when another replica takes the same revision away, late or at its end', async () => {
    const [one, two, three] = await Promise.all(replicas.map(compile));
    await one.dispose();
    await replicas[1].dispose();
    await expectAllows(three);
    expect(await three.verify!()).toEqual({ state: 'in-sync' });
    expect(await server.revisions()).toHaveLength(1);
    // One that was put there again while the late one goes.
    const again = await compile(replicas[0]);
    await Promise.all([three.dispose(), expectAllows(again)]);
    await expectAllows(again);
    expect(await two.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'error', fault: 'engine' },
    ]);
  }, 30_000);

  it('takes away what a killed replica left, and nothing of one that lives, late or of another portal', async () => {
    const [killed, living, late] = replicas;
    const gone = leaseOf(killed).owner;
    const [left, , halted] = await Promise.all(replicas.map(compile));
    const neighbour = server.createEngine({ storePrefix: 'portal.x' });
    const beside = await compile(neighbour);
    await server.call('POST', '/stores', { name: 'portal/records/of-before' });
    for (let turn = 0; turn < 6; turn++) {
      await leaseOf(living).turn();
    }
    expect(await server.revisions()).toHaveLength(4);
    for (let turn = 0; turn < 12; turn++) {
      // Renewed at every third turn.
      await leaseOf(late).turn();
      await leaseOf(living).turn();
    }
    // Of itself, of the one that is late, and of a portal that had no owners yet.
    const names = (await server.stores()).map(({ name }) => name);
    expect(names.filter(name => name.startsWith('portal/'))).toHaveLength(3);
    expect(names.join()).not.toContain(gone);
    await expectAllows(beside);
    await expectAllows(halted);
    // The one that was taken for killed goes on: it gives errors, and gets its own back.
    const clock = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + 1_800_000);
    expect(await left.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'error', fault: 'engine' },
    ]);
    expect(await left.verify!()).toMatchObject({ state: 'missing' });
    await left.repair!();
    clock.mockRestore();
    await expectAllows(left);
    await leaseOf(killed).turn();
    await leaseOf(living).turn();
    await expectAllows(left);

    await neighbour.dispose();
    await Promise.all(replicas.map(replica => replica.dispose()));
    expect((await server.stores()).map(({ name }) => name)).toEqual([
      'portal/records/of-before',
    ]);
  }, 30_000);

  it('takes nobody for killed while the server was away or lost everything', async () => {
    const [one, two] = replicas;
    const sets = await Promise.all([one, two].map(compile));
    await server.stop('SIGKILL');
    for (let turn = 0; turn < 6; turn++) {
      await leaseOf(one).turn();
    }
    await server.restart();
    for (const set of sets) {
      // After some calls that failed the next ones are put off.
      await until(() =>
        set.repair!().then(
          () => true,
          () => false,
        ),
      );
    }
    for (const engine of [one, two]) {
      await leaseOf(engine).turn();
    }
    for (const set of sets) {
      await set.repair!();
      await expectAllows(set);
      expect(await set.verify!()).toEqual({ state: 'in-sync' });
    }
  }, 60_000);
});
