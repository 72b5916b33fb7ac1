import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createCompany,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';

jest.setTimeout(120_000);

const DIRECTORY = resolvePackagePath(
  '@internal/plugin-policies-backend',
  'migrations',
);
const MIGRATION = '20261127210000_journey_rights.js';

describe.each(TestDatabases.create().eachSupportedId())(
  'journeys of before on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('keep what was published with them, and nothing that was written later', async () => {
      const knex = await databases.init(databaseId);
      for (;;) {
        const [, pending] = (await knex.migrate.list({
          directory: DIRECTORY,
        })) as [unknown, Array<{ file: string }>];
        if (pending[0].file === MIGRATION) {
          break;
        }
        await knex.migrate.up({ directory: DIRECTORY });
      }
      const at = (minute: number) => new Date(2026, 0, 1, 12, minute);
      for (const name of ['honest', 'taken']) {
        await knex('policy_revisions').insert({
          set_name: name,
          revision: 'a'.repeat(64),
          created_at: at(0),
          location: 'a change in the portal',
          file_count: 0,
          files: '[]',
          proposed: false,
        });
        const [{ id: change }] = await knex('policy_changes').insert(
          {
            set_name: name,
            set_title: name,
            title: name,
            state: 'published',
            origin: 'journey',
            author: 'user:default/ann',
            domain: `domain:default/${name}`,
            owner: `group:default/team-${name}`,
            revision: 'a'.repeat(64),
            requirements: '[]',
            version: 2,
            created_at: at(0),
            updated_at: at(10),
            published_at: at(10),
            published_by: 'user:default/ann',
          },
          ['id'],
        );
        await knex('policy_change_pushes').insert({
          change_id: change,
          number: 1,
          revision: 'a'.repeat(64),
          author: 'user:default/ann',
          created_at: at(0),
        });
        await knex('policy_history').insert({
          set_name: name,
          sequence: 1,
          kind: 'published',
          revision: 'a'.repeat(64),
          at: at(10),
          by: 'user:default/ann',
          change_id: change,
        });
        const [{ id: journey }] = await knex('policy_journeys').insert(
          {
            created_by: 'user:default/ann',
            created_at: at(0),
            updated_at: at(0),
            change_id: change,
          },
          ['id'],
        );
        for (const [field, value] of Object.entries({
          domain: name,
          domainTitle: 'A domain',
          owner: `team-${name}`,
          ownerTitle: 'A team',
          ownerMembers: '["user:default/ann","user:default/ben"]',
        })) {
          const isLate = name === 'taken' && field === 'ownerMembers';
          await knex('policy_journey_fields').insert({
            journey_id: journey,
            field,
            value: isLate ? '["user:default/cid"]' : value,
            version: 1,
            by: `user:default/${isLate ? 'cid' : 'ben'}`,
            at: at(isLate ? 20 : 5),
          });
        }
      }
      const folder = new SetsFolder();
      folder.write('records', setFiles('records'));
      const portal = await startPortal([folder.path], {
        knex,
        features: createCompany().features,
      });
      try {
        const { body } = await portal.get('/journeys/entities').expect(200);
        expect(
          body.items.map((item: any) => [
            item.kind,
            item.metadata.name,
            item.spec.members,
          ]),
        ).toEqual([
          ['Domain', 'honest', undefined],
          ['Group', 'team-honest', ['user:default/ann', 'user:default/ben']],
          ['Domain', 'taken', undefined],
        ]);
        const { body: change } = await portal.get('/changes/1').expect(200);
        expect(change.pushes[0].authors).toEqual([
          'user:default/ann',
          'user:default/ben',
        ]);
        const { body: journey } = await portal.get('/journeys/1').expect(200);
        expect(journey).toMatchObject({ published: '1', people: [] });
      } finally {
        await portal.stop();
        folder.dispose();
      }
    });
  },
);
