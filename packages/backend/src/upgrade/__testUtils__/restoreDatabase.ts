import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import createKnex, { Knex } from 'knex';
import { SetsFolder } from '../../__testUtils__/portal';

/** The folder its sets were read from. */
export const FOLDER = '/sets';

const fixture = (name: string) =>
  gunzipSync(readFileSync(join(__dirname, '../__fixtures__', name)));

/** Gives a database of 28 November 2026 with all that people had done in it. */
export async function restoreDatabase(
  databaseId: TestDatabaseId,
  databases: TestDatabases,
  folder: SetsFolder,
): Promise<Knex> {
  if (databaseId === 'SQLITE_3') {
    folder.write('database', {
      'policies.sqlite': fixture('portal-2026-11-28.sqlite.gz'),
    });
    return createKnex({
      client: 'better-sqlite3',
      connection: {
        filename: join(folder.path, 'database/policies.sqlite'),
      },
      useNullAsDefault: true,
    });
  }
  const knex = await databases.init(databaseId);
  const dump = fixture('portal-2026-11-28.postgres.sql.gz').toString('utf8');
  // The dump is made for a session of its own, and has question marks that are no parameters.
  await knex.transaction(tx =>
    tx.raw(`${dump.replaceAll('?', '\\?')}\nreset all;`),
  );
  return knex;
}
