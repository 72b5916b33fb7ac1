import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { SetsFolder } from '../__testUtils__/portal';
import { readStructure } from './__testUtils__/readStructure';
import { restoreDatabase } from './__testUtils__/restoreDatabase';

const PLUGINS = join(__dirname, '../../../../plugins');
const CORE = 'policies-backend';

/** Those of the core first, as tables of features may refer to its tables. */
const migrations: Knex.MigratorConfig[] = readdirSync(PLUGINS)
  .filter(
    name =>
      name.startsWith(CORE) && existsSync(join(PLUGINS, name, 'migrations')),
  )
  .sort()
  .map(name => ({
    directory: join(PLUGINS, name, 'migrations'),
    ...(name === CORE
      ? {}
      : {
          tableName: `knex_migrations_${name.replace(`${CORE}-module-`, '')}`,
        }),
  }));

async function isNextThere(
  knex: Knex,
  config: Knex.MigratorConfig,
): Promise<boolean> {
  const [, pending] = await knex.migrate.list(config);
  return pending.length > 0;
}

async function countRows(
  knex: Knex,
  tables: string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [{ count }] = await knex(table).count({ count: '*' });
    counts[table] = Number(count);
  }
  return counts;
}

describe.each(TestDatabases.create().eachSupportedId())(
  'migrations on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const root = new SetsFolder();
    let used: Knex;

    beforeAll(async () => {
      used = await restoreDatabase(databaseId, databases, root);
    });
    afterAll(async () => {
      await used?.destroy();
      root.dispose();
    });

    it('go down step by step, with what people did in the tables, and up again', async () => {
      const empty = await databases.init(databaseId);
      const steps = [{ structure: await readStructure(empty), config: {} }];
      for (const config of migrations) {
        while (await isNextThere(empty, config)) {
          await empty.migrate.up(config);
          steps.push({ structure: await readStructure(empty), config });
        }
      }
      expect(steps.length).toBeGreaterThan(9);
      const last = steps[steps.length - 1].structure;

      for (const config of migrations) {
        await used.migrate.latest(config);
      }
      expect(await readStructure(used)).toEqual(last);
      for (let step = steps.length - 1; step > 0; step--) {
        const { structure } = steps[step - 1];
        const before = Object.keys(structure.columns);
        const now = Object.keys((await readStructure(used)).columns);
        const kept = before.filter(table => now.includes(table));
        const rows = await countRows(used, kept);
        await used.migrate.down(steps[step].config);
        expect(await readStructure(used)).toEqual(structure);
        expect(await countRows(used, kept)).toEqual(rows);
        const back = before.filter(table => !now.includes(table));
        // What took the place of a table gives it back with what it held.
        expect(Object.values(await countRows(used, back))).not.toContain(0);
      }
      for (const config of migrations) {
        await used.migrate.latest(config);
      }
      expect(await readStructure(used)).toEqual(last);
    });
  },
);
