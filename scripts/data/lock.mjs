import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../Problem.mjs';
import { openDatabase } from './sqlite.mjs';

/*
 * One process at a time works on a data folder: it holds an exclusive lock of SQLite on an empty database. The
 * system takes such a lock back when the process ends, however it ends. The backend takes the same one
 * (packages/backend/src/database/DataLock.ts), as it may outlive the command that started it.
 */
const LOCK = 'portal.lock';
const HOLDER = 'portal.json';

/**
 * Takes the folder.
 *
 * @returns what gives it back; undefined while another process has it
 */
export function takeLock(folder) {
  let database;
  try {
    database = openDatabase(join(folder, LOCK), { timeout: 0 });
    // It never holds anything, so there is nothing to keep a journal of.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error.code === 'SQLITE_BUSY') {
      return undefined;
    }
    if (!error.code?.startsWith('SQLITE_')) {
      throw error;
    }
    throw new Problem(
      `The data folder "${folder}" cannot be locked: ${error.message}`,
      `Remove "${join(folder, LOCK)}", in which nothing is kept, and try again`,
    );
  }
  return () => database.close();
}

/** Tells others who has the folder. */
export function tellHolder(folder, holder) {
  writeFileSync(join(folder, HOLDER), JSON.stringify(holder), { mode: 0o600 });
}

function readHolder(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, HOLDER), 'utf8'));
  } catch {
    return {};
  }
}

/** What to tell a person whose command needs a folder that is in use. */
export function inUse(folder, instead) {
  const { pid, url } = readHolder(folder);
  return new Problem(
    `A portal is running on "${folder}"${pid ? `, process ${pid}` : ''}${
      url ? `, at ${url}` : ''
    }`,
    `Two portals must not share a data folder. ${
      pid ? `End that one first: kill ${pid}` : 'End that one first'
    }${instead ? `\n${instead}` : ''}`,
  );
}

/** Stops when a portal runs on a folder. */
export function requireUnused(folder) {
  const release = takeLock(folder);
  if (!release) {
    throw inUse(
      folder,
      'Or start this one on a folder and a port of its own: PORTAL_DATA=<folder> npm run portal -- --port 7017',
    );
  }
  release();
}
