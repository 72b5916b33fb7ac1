import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { toyRequest } from '../__testUtils__/ToyEngine';
import { DatabaseRefusalStore } from './DatabaseRefusalStore';

jest.setTimeout(60_000);

describe.each(TestDatabases.create().eachSupportedId())(
  'refusals on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('are kept by revision and invariant, the last one of each', async () => {
      const knex = await databases.init(databaseId);
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@internal/plugin-policies-backend-module-proof',
          'migrations',
        ),
      });
      const store = await DatabaseRefusalStore.create(
        mockServices.database({ knex }),
      );
      const of = { set: 'records', revision: 'a'.repeat(64) };
      const refusal = (invariant: string, amount: number) => ({
        invariant,
        counterexample: {
          request: toyRequest('read', amount),
          after: true,
          policies: ['limit'],
        },
      });
      await store.save(of, [refusal('one', 1), refusal('other', 2)]);
      await store.save(of, [refusal('one', 3)]);
      await store.save({ ...of, set: 'parcels' }, [refusal('one', 4)]);
      const known = await store.list(of);
      expect(
        known.sort((a, b) => a.invariant.localeCompare(b.invariant)),
      ).toEqual([refusal('one', 3), refusal('other', 2)]);
      expect(await store.list({ ...of, revision: 'b'.repeat(64) })).toEqual([]);

      await knex('policy_proof_refusals')
        .where({ set: 'parcels' })
        .update({ seen_ms: 1 });
      await store.prune();
      expect(await store.list({ ...of, set: 'parcels' })).toEqual([]);
      expect(await store.list(of)).toHaveLength(2);
    });
  },
);
