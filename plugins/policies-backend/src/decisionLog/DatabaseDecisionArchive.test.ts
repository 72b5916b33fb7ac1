import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { IngestedDecision } from '@internal/plugin-policies-node';
import { describeDecisionArchive } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import { migrateCore } from '../core/migrateCore';
import { makePartitions } from './entryPartitions';
import { DatabaseDecisionArchive } from './DatabaseDecisionArchive';

jest.setTimeout(120_000);

describe.each(TestDatabases.create().eachSupportedId())(
  'decision archive on %s',
  databaseId => {
    const databases = TestDatabases.create();
    let knex: Knex;

    const open = () =>
      DatabaseDecisionArchive.create({
        database: mockServices.database.mock({ getClient: async () => knex }),
      });

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      await migrateCore(
        mockServices.database.mock({ getClient: async () => knex }),
      );
    });

    const empty = async () => {
      for (const table of [
        'policy_decisions',
        'policy_decision_series',
        'policy_decision_counted',
        'policy_decision_requests',
      ]) {
        await knex(table).delete();
      }
    };

    describeDecisionArchive('in the database', async () => ({
      archive: await open(),
      close: empty,
    }));

    it('is written by two replicas at once, whatever the order in which they were asked', async () => {
      const [one, other] = [await open(), await open()];
      const callers = Array.from({ length: 200 }, (_, index) => `c${index}`);
      const batchOf = (name: string, names: string[]) => ({
        decisions: names.map(
          (caller, index): IngestedDecision => ({
            id: `${name}-${index}`,
            time: '2026-06-06T10:00:00.000Z',
            caller,
            set: 'records',
            revision: 'a1',
            engine: 'cedar',
            request: {
              subject: { type: 'user', id: 'u' },
              action: { name: 'read' },
              resource: { type: 'record', id: 'r1' },
            },
            decision: true,
            policies: ['read'],
            durationUs: 12,
          }),
        ),
        counts: [],
      });
      const backwards = [...callers].reverse();
      for (let round = 0; round < 5; round++) {
        await Promise.all([
          one.add(batchOf(`a-${round}`, callers)),
          other.add(batchOf(`b-${round}`, backwards)),
          one.add(batchOf(`c-${round}`, backwards)),
        ]);
      }
      expect(await one.series({}, [])).toMatchObject([{ decisions: 3_000 }]);
      await empty();
    });

    if (databaseId !== 'SQLITE_3') {
      it('keeps entries in a part for each day, whenever that is made, and drops it as a whole', async () => {
        const archive = await open();
        const day = 86_400_000;
        const today = Date.now() - (Date.now() % day);
        const partsWith = async () =>
          (
            await knex('policy_decisions')
              .groupByRaw('tableoid')
              .select(knex.raw('tableoid::regclass::text as name'))
              .orderBy('name')
          ).map(({ name }) => name.replace('policy_decisions_', ''));
        const nameOf = (time: number) =>
          new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
        const add = (set: string, time: number) =>
          archive.add({
            decisions: [
              {
                id: `${set}-${time}`,
                time: new Date(time).toISOString(),
                caller: 'a',
                set,
                revision: 'a1',
                engine: 'cedar',
                request: {
                  subject: { type: 'user', id: 'u' },
                  action: { name: 'read' },
                  resource: { type: 'record', id: 'r1' },
                },
                decision: true,
                policies: [],
                durationUs: 1,
              },
            ],
            counts: [],
          });
        const later = today + 40 * day;
        for (const time of [today - day, later, later + day, later + 9 * day]) {
          await add('records', time);
        }
        await add('vault', later);
        expect(await partsWith()).toEqual(['before', 'other']);
        await Promise.all([
          makePartitions(knex, later + 5),
          makePartitions(knex, later + day),
        ]);
        await add('records', later + 2 * day);
        const parts = [later, later + day, later + 2 * day].map(nameOf);
        expect(await partsWith()).toEqual([...parts, 'before', 'other']);
        expect((await archive.query({}, { limit: 10 })).total).toBe(6);

        await archive.deleteBefore(new Date(later + day), {
          except: ['vault'],
        });
        expect(await partsWith()).toEqual([...parts, 'other']);
        await archive.deleteBefore(new Date(later + day), { only: ['vault'] });
        await archive.deleteBefore(new Date(later + 3 * day));
        expect(await partsWith()).toEqual(['other']);
        // What is as old comes all the same, and goes.
        await add('records', today);
        expect(await archive.series({}, [])).toMatchObject([{ decisions: 2 }]);
        await archive.deleteBefore(new Date(later + 3 * day));
        expect(await archive.series({}, [])).toMatchObject([{ decisions: 1 }]);
        await empty();
      });
    }

    it('refuses for good what the database does not take, with all that came with it', async () => {
      const archive = await open();
      const decision: IngestedDecision = {
        id: 'one',
        time: '2026-06-06T10:00:00.000Z',
        caller: 'a',
        set: 'records',
        revision: 'a1',
        engine: 'cedar',
        request: {
          subject: { type: 'user', id: 'u' },
          action: { name: 'read' },
          resource: { type: 'record', id: 'r1' },
        },
        decision: true,
        policies: [],
        durationUs: 1,
      };
      await expect(
        archive.add({
          decisions: [
            decision,
            { ...decision, id: 'two', revision: null as never },
          ],
          counts: [],
        }),
      ).rejects.toMatchObject({ name: 'InputError' });
      expect((await archive.coverage({})).decisions).toBe(0);
      // What has no place in a text of Postgres does not keep a decision out.
      await archive.add({
        decisions: [{ ...decision, caller: 'a\0\ud800b' }],
        counts: [],
      });
      expect(await archive.series({}, ['caller'])).toMatchObject([
        { caller: 'a\ufffd\ufffdb', decisions: 1 },
      ]);
      await empty();
    });
  },
);
