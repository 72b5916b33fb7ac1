import { resolve } from 'path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseDecisionArchive } from './DatabaseDecisionArchive';

jest.setTimeout(120_000);

const DIRECTORY = resolve(__dirname, '../../migrations');
const FIRST = '20261128000000_decision_entries.js';

describe.each(TestDatabases.create().eachSupportedId())(
  'what was kept before on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('has entries that the total counts, and withdrawn changes that were not rejected', async () => {
      const knex = await databases.init(databaseId);
      for (;;) {
        const [, pending] = (await knex.migrate.list({
          directory: DIRECTORY,
        })) as [unknown, Array<{ file: string }>];
        if (pending[0].file === FIRST) {
          break;
        }
        await knex.migrate.up({ directory: DIRECTORY });
      }
      const hour = 3_600_000 * 480_000;
      for (const [caller, allowed] of [
        ['a', 5],
        ['b', 6],
      ] as const) {
        await knex('policy_decision_counts').insert({
          hour_ms: hour,
          set_name: 'records',
          caller,
          allowed,
          denied: 0,
          last_seen_ms: hour + 3,
        });
      }
      for (const index of [1, 2, 3]) {
        await knex('policy_decisions').insert({
          id: `0000000${index}`,
          time_ms: hour + index,
          set_name: 'records',
          entry: JSON.stringify({
            caller: `c${index}`,
            revision: 'r',
            decision: index < 3,
            policies: ['p'],
            // What ids may have, and Postgres takes for no JSON.
            request: { subject: { id: 'a\u0000b\\u0000\ud800"\\' } },
          }),
        });
      }
      const at = new Date(2026, 0, 1);
      const change = async (name: string) => {
        const [{ id }] = await knex('policy_changes').insert(
          {
            set_name: name,
            set_title: name,
            title: name,
            state: 'rejected',
            origin: 'api',
            author: 'user:default/ann',
            domain: 'domain:default/d',
            owner: 'group:default/g',
            revision: 'a'.repeat(64),
            requirements: '[]',
            version: 1,
            created_at: at,
            updated_at: at,
          },
          ['id'],
        );
        return id as number;
      };
      await knex('policy_revisions').insert(
        ['withdrawn', 'rejected'].map(name => ({
          set_name: name,
          revision: 'a'.repeat(64),
          created_at: at,
          location: 'a change in the portal',
          file_count: 0,
          files: '[]',
          proposed: true,
        })),
      );
      const withdrawn = await change('withdrawn');
      const rejected = await change('rejected');
      await knex('policy_change_comments').insert(
        [withdrawn, rejected].map(id => ({
          change_id: id,
          author: 'user:default/ann',
          body: id === withdrawn ? 'Withdrawn: a slip' : 'Why five?',
          revision: 'a'.repeat(64),
          created_at: at,
        })),
      );

      await knex.migrate.latest({ directory: DIRECTORY });
      const log = await DatabaseDecisionArchive.create({
        database: mockServices.database.mock({ getClient: async () => knex }),
      });
      const page = await log.query({}, { limit: 10 });
      expect([page.total, page.items.length]).toEqual([3, 3]);
      expect(
        await knex('policy_decisions')
          .orderBy('id')
          .select('caller', 'revision', 'outcome', 'policies'),
      ).toEqual(
        ['allow', 'allow', 'deny'].map((outcome, index) => ({
          caller: `c${index + 1}`,
          revision: 'r',
          outcome,
          policies: '["p"]',
        })),
      );
      expect(await log.distinct({}, 10)).toEqual([]);
      const points = await log.series({}, ['caller', 'outcome']);
      expect(
        points.map(({ caller, outcome, decisions }) => [
          caller,
          outcome,
          decisions,
        ]),
      ).toEqual(
        expect.arrayContaining([
          ['a', 'allow', 5],
          ['b', 'allow', 6],
        ]),
      );
      expect(points).toHaveLength(2);
      expect(await knex('policy_changes').orderBy('id').pluck('state')).toEqual(
        ['withdrawn', 'rejected'],
      );
    });
  },
);
