import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromRoot } from '../processes.mjs';
import { databaseFile, openDatabase } from './sqlite.mjs';

/** Where a plugin's own migrations are recorded in its database. */
const OWN_TABLE = 'knex_migrations';

/** Tables of services of Backstage that are in the database of each plugin, and where their migrations are. */
const services = {
  backstage_backend_public_keys__knex_migrations: 'auth',
  backstage_backend_tasks__knex_migrations: 'scheduler',
};

const backendPackage = () => fromRoot('packages/backend/package.json');

function packageFolder(name) {
  try {
    const { resolve } = createRequire(backendPackage());
    return dirname(resolve(`${name}/package.json`));
  } catch {
    // Not installed, or a package that does not let its description be read.
    return undefined;
  }
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function listMigrations(folder) {
  return existsSync(folder) ? readdirSync(folder) : undefined;
}

/** The migrations of each plugin that this backend has, by the plugin's id. */
function readOwnMigrations() {
  const { dependencies } = readPackage(dirname(backendPackage()));
  return new Map(
    Object.keys(dependencies)
      .map(packageFolder)
      .filter(folder => folder !== undefined)
      .map(folder => [folder, readPackage(folder).backstage ?? {}])
      .filter(([, { role }]) => role === 'backend-plugin')
      .map(([folder, { pluginId }]) => [
        pluginId,
        listMigrations(join(folder, 'migrations')),
      ]),
  );
}

function readServiceMigrations() {
  const folder = packageFolder('@backstage/backend-defaults');
  return new Map(
    Object.entries(services).map(([table, name]) => [
      table,
      folder && listMigrations(join(folder, 'migrations', name)),
    ]),
  );
}

/** The migrations that a database has been through, by the table that they are recorded in. */
function readRecorded(file) {
  const database = openDatabase(file, { readonly: true });
  try {
    const tables = [OWN_TABLE, ...Object.keys(services)];
    return (
      database
        // A table of that name in the database of another program may have other columns.
        .prepare(
          `select one.name from sqlite_schema one join pragma_table_info(one.name) two on two.name = 'name'
          where one.type = 'table' and one.name in (${tables.map(() => '?')})`,
        )
        .all(...tables)
        .map(({ name: table }) => [
          table,
          database
            .prepare(`select name from "${table}"`)
            .all()
            .map(({ name }) => name),
        ])
    );
  } finally {
    database.close();
  }
}

/** Whether a database has been used by the plugin that it belongs to. */
export function hasOwnMigrations(folder, name) {
  return readRecorded(databaseFile(folder, name)).some(
    ([table, recorded]) => table === OWN_TABLE && recorded.length > 0,
  );
}

/**
 * Finds a migration that this installation does not have, as of a later version: its plugin would not start. What
 * belongs to no plugin of this backend is passed over, as nothing would migrate it.
 *
 * @returns `{ database, migration }`, or undefined
 */
export function findUnknownMigration(folder, names) {
  const own = readOwnMigrations();
  const ofServices = readServiceMigrations();
  for (const database of names) {
    for (const [table, recorded] of readRecorded(
      databaseFile(folder, database),
    )) {
      const known =
        table === OWN_TABLE ? own.get(database) : ofServices.get(table);
      const migration = known && recorded.find(name => !known.includes(name));
      if (migration !== undefined) {
        return { database, migration };
      }
    }
  }
  return undefined;
}
