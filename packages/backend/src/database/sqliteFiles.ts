import type { Config } from '@backstage/config';
import { createRequire } from 'module';
import { resolve } from 'path';

/** What is used here of `better-sqlite3`, which comes without types. */
export interface SqliteDatabase {
  pragma(source: string): unknown;
  exec(source: string): unknown;
  close(): void;
}

type SqliteConstructor = new (
  file: string,
  options: { timeout?: number; readonly?: boolean },
) => SqliteDatabase;

/** Opens a SQLite file with the package that Backstage uses. */
export function openSqlite(
  file: string,
  options: { timeout?: number; readonly?: boolean } = {},
): SqliteDatabase {
  const Database: SqliteConstructor =
    createRequire(__filename)('better-sqlite3');
  return new Database(file, options);
}

/** The folder that the databases of all plugins are files of; undefined with Postgres, or in memory. */
export function readDatabaseFolder(config: Config): string | undefined {
  const database = config.getOptionalConfig('backend.database');
  if (database?.getOptionalString('client') !== 'better-sqlite3') {
    return undefined;
  }
  const connection = database.getOptional('connection');
  const directory =
    typeof connection === 'object' && connection !== null
      ? database.getOptionalString('connection.directory')
      : undefined;
  return directory === undefined ? undefined : resolve(directory);
}
