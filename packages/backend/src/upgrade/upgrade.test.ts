import { join } from 'path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ChangeDetail, HistoryEntry } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import {
  changeActions,
  filesOf,
} from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  createCompany,
  setFiles,
  SetsFolder,
  readRequest,
  startPortal,
} from '../__testUtils__/portal';
import { FOLDER, restoreDatabase } from './__testUtils__/restoreDatabase';

/*
 * A portal's database of 28 November 2026, as SQLite file and as dump of Postgres: three sets of a folder
 * and one that a journey brought, changes in each of their states, roll-backs, two journeys, four decisions.
 */

/** Rows by table, without those of migrations. */
const ROWS = {
  policy_revisions: 13,
  policy_sets: 4,
  policy_resource_types: 4,
  policy_history: 9,
  policy_decisions: 4,
  policy_decision_series: 2,
  policy_changes: 9,
  policy_change_pushes: 10,
  policy_change_checks: 45,
  policy_change_reviews: 7,
  policy_change_comments: 2,
  policy_journeys: 2,
  policy_journey_fields: 13,
  policy_journey_people: 1,
  policy_journey_writers: 13,
};

describe.each(TestDatabases.create().eachSupportedId())(
  'a portal of 28 November on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const root = new SetsFolder();
    const folder = join(root.path, 'sets');
    let knex: Knex;
    let portal: Awaited<ReturnType<typeof startPortal>>;

    const { publish, active, propose, approve } = changeActions(() => portal);
    const read = async (path: string) =>
      (await portal.as('ann').get(path).expect(200)).body;
    /** Has checks of a change wait, and one at work, as when the portal of before ended. */
    const interrupt = async (title: string) => {
      const { id } = await knex('policy_changes').where({ title }).first('id');
      await knex('policy_change_checks')
        .where({ change_id: id })
        .whereIn('name', ['cases', 'impact'])
        .update({ state: 'queued', summary: null, runner: null });
      await knex('policy_change_checks')
        .where({ change_id: id, name: 'validation' })
        .update({ state: 'running', runner: 'gone', heartbeat_ms: 1 });
    };
    /** What was approved is in review again until its checks are over. */
    const findApproved = async (): Promise<string> => {
      const { items } = await until(
        () => read('/changes?state=approved'),
        (page: { items: ChangeDetail[] }) => page.items.length > 0,
      );
      return items[0].id;
    };
    const historyOf = async (set: string): Promise<HistoryEntry[]> =>
      (await read(`/sets/${set}/history`)).items;

    beforeAll(async () => {
      root.write('sets/records', setFiles('records'));
      root.write('sets/vault', {
        ...setFiles('vault', { type: 'safe' }),
        'policies/read.cedar': 'permit (',
      });
      root.write('sets/ledger', setFiles('ledger', { type: 'entry' }));
      knex = await restoreDatabase(databaseId, databases, root);
      for (const [table, columns] of Object.entries({
        policy_sets: ['source', 'location'],
        policy_revisions: ['location'],
        policy_history: ['by'],
      })) {
        for (const column of columns) {
          await knex(table).update({
            [column]: knex.raw('replace(??, ?, ?)', [column, FOLDER, folder]),
          });
        }
      }
      await interrupt('Raise to 250');
      portal = await startPortal([folder], {
        knex,
        features: createCompany().features,
        policies: {
          changes: { approvals: { fallback: 'group:default/platform' } },
        },
      });
    });
    afterAll(async () => {
      await portal.stop();
      root.dispose();
    });

    it('starts on the portal of today with every row', async () => {
      for (const [table, count] of Object.entries(ROWS)) {
        const [row] = await knex(table).count('* as count');
        expect([table, Number(row.count)]).toEqual([table, count]);
      }
      const { items } = await read('/changes?limit=50');
      expect(
        items
          .map(({ title, state }: ChangeDetail) => `${title}: ${state}`)
          .sort(),
      ).toEqual([
        'A slip: withdrawn',
        'Beside what serves: in-review',
        'Far too much: rejected',
        'Larger safes: rolled-back',
        'Lower the entries: draft',
        'Onboard Payouts: published',
        'Raise to 200: published',
        'Raise to 250: approved',
        'Raise to 300: rolled-back',
      ]);
      const { items: board } = await read('/journeys');
      expect(board.map(({ title }: { title: string }) => title).sort()).toEqual(
        ['Payouts', 'Refunds', 'Set ledger', 'Set records', 'Set vault'],
      );
      expect((await read('/decisions?limit=10')).total).toBe(4);
    });

    it('takes up the checks that were open', async () => {
      const id = await findApproved();
      const { checks } = await until(
        () => read(`/changes/${id}`),
        change => !change.checks.pending,
      );
      expect(checks).toEqual({ pending: 0, passed: 5, failed: 0 });
    });

    it('knows who made what is active, and who leads each set', async () => {
      const sets = await knex('policy_sets')
        .orderBy('name')
        .select('name', 'active_change', 'led_by');
      const [raised] = (await historyOf('records')).filter(
        ({ kind, reason }) => kind === 'published' && reason === 'Raise to 200',
      );
      const [brought] = await historyOf('payouts');
      expect(sets).toEqual([
        { name: 'ledger', active_change: null, led_by: 'source' },
        {
          name: 'payouts',
          active_change: Number(brought.change),
          led_by: 'portal',
        },
        {
          name: 'records',
          active_change: Number(raised.change),
          led_by: 'portal',
        },
        // Rolled back to what its source held: that leads again.
        { name: 'vault', active_change: null, led_by: 'source' },
      ]);
    });

    it('goes on: what was approved is published, rolled back and decided', async () => {
      const decide = async () =>
        (
          await portal
            .post(
              '/access/v1/evaluation',
              readRequest('alice', { amount: 255 }),
            )
            .expect(200)
        ).body.decision;
      expect(await decide()).toBe(false);
      const id = await findApproved();
      await publish('ann', await read(`/changes/${id}`)).expect(200);
      expect(await decide()).toBe(true);
      const [last] = await historyOf('records');
      await portal
        .as('ben')
        .post('/sets/records/rollback', {
          from: last.revision,
          to: last.previous,
          reason: 'It was a trial',
        })
        .expect(200);
      expect(await decide()).toBe(false);
      const made = await historyOf('records');
      expect(
        await knex('policy_sets')
          .where({ name: 'records' })
          .first('active_change', 'led_by'),
      ).toEqual({
        active_change: Number(
          made.find(
            ({ kind, revision }) =>
              kind === 'published' && revision === last.previous,
          )?.change,
        ),
        led_by: 'portal',
      });
      const next = await propose('ann', filesOf('records', { limit: 270 }));
      await publish(
        'ann',
        (
          await approve('ben', next).expect(200)
        ).body,
      ).expect(200);
      expect(await active()).toBe(next.revision);
    });
  },
);
