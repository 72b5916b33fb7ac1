import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  createCompany,
  setFiles,
  SetsFolder,
  startPortalWithoutChanges,
} from './__testUtils__/portal';
import { DatabaseJourneyStore } from './DatabaseJourneyStore';

/** A change of before. */
async function writeChange(knex: Knex): Promise<string> {
  const at = new Date();
  const of = { set_name: 'refunds', revision: 'a'.repeat(64) };
  await knex('policy_revisions').insert({
    ...of,
    created_at: at,
    location: 'a change in the portal',
    file_count: 0,
    files: '[]',
    proposed: true,
  });
  const [{ id }] = await knex('policy_changes').insert(
    {
      ...of,
      set_title: 'Refunds',
      title: 'Refunds',
      state: 'published',
      origin: 'journey',
      author: 'user:default/ann',
      domain: 'domain:default/refunds',
      owner: 'group:default/testers',
      requirements: '[]',
      version: 1,
      created_at: at,
      updated_at: at,
    },
    ['id'],
  );
  return String(id);
}

describe.each(TestDatabases.create().eachSupportedId())(
  'journeys without changes on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('can be written, and keep what a change may have settled', async () => {
      const folder = new SetsFolder();
      folder.write('records', setFiles('records'));
      const knex = await databases.init(databaseId);
      const portal = await startPortalWithoutChanges([folder.path], {
        knex,
        features: createCompany().features,
      });
      const ann = portal.as('ann');
      const begin = async () =>
        (await ann.post('/journeys', { fields: { title: 'A' } }).expect(201))
          .body.id as string;
      const save = (id: string, field: string) =>
        ann.patch(`/journeys/${id}`, {
          changes: [{ field, value: 'refunds', version: 0 }],
        });
      const fresh = await begin();
      await save(fresh, 'domain').expect(200);
      const refused = await ann
        .post(`/journeys/${fresh}/change`, {})
        .expect(400);
      expect(refused.body.error.message).toContain('is not ready');
      await portal.get('/journeys').expect(200);
      await portal.get('/journeys/entities').expect(501);
      await ann.delete(`/journeys/${fresh}`).expect(204);

      const proposed = await begin();
      const store = await DatabaseJourneyStore.create(
        mockServices.database({ knex }),
      );
      await store.setChange(proposed, await writeChange(knex), undefined);
      await save(proposed, 'consumers').expect(200);
      const settled = await save(proposed, 'domain').expect(501);
      expect(settled.body.error.message).toContain('takes no changes');
      await ann.delete(`/journeys/${proposed}`).expect(501);
      await portal.stop();
      folder.dispose();
    });
  },
);
