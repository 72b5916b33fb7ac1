import { createRequire } from 'node:module';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Opens a SQLite file. The packages may have been installed by this very command, so it is asked for late. */
export function openDatabase(file, options) {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  return new Database(file, options);
}

/** The databases in a folder, by name. */
export function listDatabases(folder) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith('.sqlite'))
        .sort()
        .map(name => name.slice(0, -'.sqlite'.length))
    : [];
}

/** The file of a database. */
export function databaseFile(folder, name) {
  return join(folder, `${name}.sqlite`);
}

/** The files that SQLite keeps for a database: itself, and what is not yet in it. */
export function filesOfDatabase(folder, name) {
  const file = databaseFile(folder, name);
  return [file, `${file}-wal`, `${file}-shm`, `${file}-journal`].filter(
    existsSync,
  );
}
