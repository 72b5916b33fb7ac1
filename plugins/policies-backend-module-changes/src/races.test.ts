import { TestDatabases } from '@backstage/backend-test-utils';
import { ChangeDetail, HistoryEntry } from '@internal/plugin-policies-common';
import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import { changeActions, filesOf } from './__testUtils__/changeActions';
import {
  createCompany,
  RemoteControlledEngine,
  Replica,
  setFiles,
  SetsFolder,
  startPortal,
  startReplicas,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/*
 * Two replicas of the portal: what both decided on at the same moment, and what one does that was halted. Each
 * race is begun by halting the one just before it writes, after it has looked at everything.
 */
describe.each(TestDatabases.create().eachSupportedId())(
  'two replicas on %s',
  databaseId => {
    const databases = TestDatabases.create();
    let folder: SetsFolder;
    let stop: () => Promise<void>;
    let first: Replica<Portal>;
    let second: Replica<Portal>;
    let engines: RemoteControlledEngine[];
    let limit: number;

    const { propose, approve, publish, active } = changeActions(
      () => first.portal,
    );
    const other = changeActions(() => second.portal);

    beforeEach(async () => {
      folder = new SetsFolder();
      folder.write('records', setFiles('records'));
      limit = 100;
      engines = [new RemoteControlledEngine(), new RemoteControlledEngine()];
      const knex = await databases.init(databaseId);
      const started = await startReplicas(
        knex,
        ({ knex: view, features, index }) =>
          startPortal([folder.path], {
            knex: view,
            features: [
              ...features,
              ...createCompany().features,
              engines[index].feature,
            ],
            policies: {
              engines: {
                cedar: { liveWorkers: 1, draftWorkers: 1 },
                remote: {},
              },
              changes: {
                houseRules: { casePerPolicy: 'off' },
                approvals: {
                  regulations: [
                    { regulation: 'GDPR', group: 'group:default/compliance' },
                  ],
                },
              },
            },
          }),
      );
      [first, second] = started.replicas;
      stop = started.stop;
    });
    afterEach(async () => {
      engines.forEach(engine => {
        engine.beforeCompile = async () => {};
      });
      await stop();
      folder.dispose();
    });

    const read = async (id: string): Promise<ChangeDetail> =>
      (await first.portal.as('ann').get(`/changes/${id}`).expect(200)).body;
    const history = async (): Promise<HistoryEntry[]> =>
      (await first.portal.as('ann').get('/sets/records/history')).body.items;
    const proposed = async (): Promise<ChangeDetail> => {
      limit += 100;
      return propose('ann', filesOf('records', { limit }), {
        base: await active(),
      });
    };
    const approved = async (): Promise<ChangeDetail> => {
      const change = await proposed();
      await approve('ben', change).expect(200);
      return (await approve('dora', change).expect(200)).body;
    };
    const rollBack = (
      portal: Portal,
      { revision: from, previous: to }: HistoryEntry,
    ) =>
      portal
        .as('ben')
        .post('/sets/records/rollback', { from, to, reason: 'A trial' });
    /** Both serve the same in the end. */
    const expectAgreement = async (revision: string) => {
      for (const { active: activeOf } of [{ active }, other]) {
        await until(activeOf, seen => seen === revision);
      }
    };
    /** Has one halt before it writes what it decided on, the other one act, and then the first go on. */
    const race = async <A, B>(
      halted: Replica<Portal>,
      decide: () => PromiseLike<A>,
      overtake: () => PromiseLike<B>,
    ): Promise<[A, B]> => {
      // Each looks at the active revision as it knows it.
      await expectAgreement(await active());
      const gate = halted.haltTransactions();
      const decided = Promise.resolve(decide());
      await until(() => gate.count);
      const overtaken = await overtake();
      gate.open();
      return [await decided, overtaken];
    };

    it('open one change for what both see of a source at the same moment', async () => {
      await publish('ann', await approved()).expect(200);
      folder.write('records', setFiles('records', { limit: 7 }));
      const gates = [first.haltTransactions(), second.haltTransactions()];
      const refreshed = Promise.all([
        first.portal.refresh(),
        second.portal.refresh(),
      ]);
      for (const gate of gates) {
        await until(() => gate.count);
      }
      gates.forEach(gate => gate.open());
      await refreshed;
      const { body } = await first.portal.get(
        '/changes?set=records&state=in-review,approved',
      );
      expect(body.items).toMatchObject([{ origin: 'source' }]);
    });

    it('publish one of two changes of the same base, and the same change once', async () => {
      const [one, two] = [await approved(), await approved()];
      const [late, early] = await race(
        first,
        () => publish('ann', one),
        () => other.publish('ann', two),
      );
      expect([late.status, early.status]).toEqual([409, 200]);
      expect(late.body.error.message).toMatch(
        /the active revision of policy set 'records' is not \w+ any more/,
      );
      await expectAgreement(two.revision);

      const three = await approved();
      const [again, once] = await race(
        second,
        () => other.publish('ann', three),
        () => publish('ann', three),
      );
      expect([again.status, once.status]).toEqual([409, 200]);
      await expectAgreement(three.revision);
      expect((await history()).map(({ change }) => change)).toEqual([
        three.id,
        two.id,
        undefined,
      ]);
      expect((await read(one.id)).state).toBe('approved');
    });

    it('roll back or publish, and never both', async () => {
      await publish('ann', await approved()).expect(200);
      const next = await approved();
      const [entry] = await history();
      const [back, forth] = await race(
        first,
        () => rollBack(first.portal, entry),
        () => other.publish('ann', next),
      );
      expect([back.status, forth.status]).toEqual([409, 200]);
      await expectAgreement(next.revision);
      expect((await read(entry.change!)).state).toBe('published');

      const last = await approved();
      const [made] = await history();
      const [published, rolledBack] = await race(
        first,
        () => publish('ann', last),
        () => rollBack(second.portal, made),
      );
      expect([published.status, rolledBack.status]).toEqual([409, 200]);
      await expectAgreement(made.previous!);
      expect((await read(next.id)).state).toBe('rolled-back');
      expect((await history()).map(({ kind }) => kind)).toEqual([
        'rolled-back',
        'published',
        'published',
        'registered',
      ]);
    });

    it('count two approvals that are given at the same moment', async () => {
      const change = await proposed();
      const gates = [first.haltTransactions(), second.haltTransactions()];
      const given = Promise.all([
        approve('ben', change),
        other.approve('dora', change),
      ]);
      for (const gate of gates) {
        await until(() => gate.count);
      }
      gates.forEach(gate => gate.open());
      expect((await given).map(({ status }) => status)).toEqual([200, 200]);
      const after = await read(change.id);
      expect(after).toMatchObject({
        state: 'approved',
        approvals: { given: 2, needed: 2 },
      });
      expect(after.version).toBe(change.version + 2);
    });

    it('take checks from one that was halted, whose answers come too late', async () => {
      const { 'policies/read.cedar': policy, ...rest } = setFiles('slow', {
        engine: 'remote',
        type: 'snail',
      });
      delete rest['schema.cedarschema'];
      const gate = new Gate();
      engines[0].beforeCompile = () => gate.pass();
      engines[0].diagnostics = [
        { severity: 'error', source: 'remote', message: 'the halted says so' },
      ];
      const { body } = await first.portal
        .as('ann')
        .post('/changes', {
          set: 'slow',
          title: 'A slow set',
          files: Object.entries({
            ...rest,
            'policies/read.remote': policy,
          }).map(([path, content]) => ({ path, content })),
        })
        .expect(201);
      await until(() => gate.count);
      first.clock.hold();
      const change = await until(
        () => {
          second.clock.advance(6_000);
          return read(body.id);
        },
        ({ checks }) => !checks.pending,
      );
      expect(change.checkResults).toContainEqual(
        expect.objectContaining({
          name: 'validation',
          state: 'passed',
          summary: 'No errors and no warnings',
        }),
      );
      first.clock.release();
      gate.open();
      await until(() => engines[0].letGo);
      expect((await read(body.id)).checkResults).toEqual(change.checkResults);
    });
  },
);
