import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { openSqlite, SqliteDatabase } from './sqliteFiles';

/** How long to wait for a command that only looks whether the folder is in use. */
const PATIENCE_MS = 2_000;

/**
 * Keeps a second portal, and a restore, from the folder of a portal's databases: an exclusive lock of SQLite on an
 * empty database, which the system takes back when the process ends, however it ends. `npm run portal` takes the
 * same one (scripts/data/lock.mjs).
 */
export class DataLock {
  /**
   * Takes the folder.
   *
   * @param url - where this portal answers, for whoever finds the folder taken
   * @throws when another process has it
   */
  static take(folder: string, url?: string): DataLock {
    mkdirSync(folder, { recursive: true });
    const holderFile = join(folder, 'portal.json');
    const database = openSqlite(join(folder, 'portal.lock'), {
      timeout: PATIENCE_MS,
    });
    try {
      // It never holds anything, so there is nothing to keep a journal of.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') {
        throw error;
      }
      throw new Error(
        `a portal is running on the data folder '${folder}'${tellHolder(
          holderFile,
        )}; end it first, or give this one a folder of its own`,
      );
    }
    writeFileSync(holderFile, JSON.stringify({ pid: process.pid, url }), {
      mode: 0o600,
    });
    return new DataLock(database);
  }

  private constructor(private readonly database: SqliteDatabase) {}

  /** Gives it back. */
  release(): void {
    this.database.close();
  }
}

function tellHolder(file: string): string {
  try {
    const { pid, url } = JSON.parse(readFileSync(file, 'utf8'));
    return `, process ${pid}${url ? `, at ${url}` : ''}`;
  } catch {
    return '';
  }
}
