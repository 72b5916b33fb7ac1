import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../Problem.mjs';
import { findUnfinishedRestore } from './aside.mjs';
import { formatCommandLine } from './commandLine.mjs';
import { tellContents } from './contents.mjs';
import { readHeader } from './header.mjs';
import { findHolders } from './holders.mjs';
import {
  databaseFile,
  filesOfDatabase,
  listDatabases,
  openDatabase,
} from './sqlite.mjs';

/** Larger ones are not read through at each start: their size and first pages tell most. */
const READ_THROUGH_BYTES = 256e6;

const failed = (code, message) => Object.assign(new Error(message), { code });

/** Whether pages of a database are beside it still. */
function hasUnmerged(file) {
  return ['-wal', '-journal'].some(
    end => existsSync(file + end) && statSync(file + end).size > 0,
  );
}

/**
 * Looks whether a database can be used.
 *
 * @param thorough - read all of it, whatever its size
 * @returns the error, with SQLite's `code`, when it cannot
 */
export function findFault(file, { thorough = false } = {}) {
  let database;
  try {
    const { size } = statSync(file);
    if (size > 0) {
      const header = readHeader(file);
      if (!header) {
        return failed('SQLITE_NOTADB', 'it does not begin as a database does');
      }
      const whole = header.pages * header.pageBytes;
      if (!hasUnmerged(file) && size < whole) {
        const [is, was] = [size, whole].map(bytes =>
          bytes.toLocaleString('en'),
        );
        return failed('SQLITE_CORRUPT', `it has ${is} of its ${was} bytes`);
      }
    }
    database = openDatabase(file, { timeout: 2_000, fileMustExist: true });
    database.prepare('select count(*) from sqlite_schema').get();
    if (thorough || size <= READ_THROUGH_BYTES) {
      const [{ quick_check: told }] = database.pragma('quick_check(1)');
      if (told !== 'ok') {
        return failed('SQLITE_CORRUPT', told.replace(/\s+/g, ' ').trim());
      }
    }
    return undefined;
  } catch (error) {
    if (!error.code?.startsWith('SQLITE_') && !error.syscall) {
      // Not of the database: a package that is missing, or a fault of ours.
      throw error;
    }
    return error;
  } finally {
    database?.close();
  }
}

function tellLock(file, files) {
  const holders = findHolders(files).map(
    ({ pid, name }) => `${pid} ("${name}")`,
  );
  const by = holders.length ? `, process ${holders.join(' and ')}` : '';
  return new Problem(
    `The database "${file}" is locked by another program${by}`,
    'Nothing is lost. End that program, or wait until it is done, and start again',
  );
}

/** What to tell a person about a database that cannot be used. */
export function problemOf(file, error, command = 'portal') {
  const folder = dirname(file);
  const name = file.slice(folder.length + 1, -'.sqlite'.length);
  const code = error.code ?? '';
  if (/SQLITE_(BUSY|LOCKED)/.test(code)) {
    return tellLock(file, filesOfDatabase(folder, name));
  }
  if (/SQLITE_FULL|ENOSPC/.test(code)) {
    return new Problem(
      `The disk of "${file}" is full`,
      'Nothing of it is lost. Free some space and start again',
    );
  }
  if (/SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM/.test(code)) {
    return new Problem(
      `The database "${file}" cannot be opened: ${error.message}`,
      `${tellContents(
        name,
      )}\nLet this user read and write it and its folder: sudo chown -R "$(id -un)" "${folder}"`,
    );
  }
  const aside = join(folder, 'damaged');
  return new Problem(
    `The database "${file}" is damaged: ${error.message}`,
    `${tellContents(name)}
With a backup, restore it:
  ${formatCommandLine(command, ['restore', 'FILE'])}
Without one, put the damaged files aside, and the portal begins this database anew:
  mkdir -p "${aside}" && mv "${file}"* "${aside}"`,
  );
}

/** Stops when a restore into a folder was cut off: part of what is there is of before, or nothing is. */
export function requireRestored(folder, command) {
  const aside = findUnfinishedRestore(folder);
  if (aside) {
    throw new Problem(
      `A restore into "${folder}" did not end`,
      `Run it again: ${formatCommandLine(command, [
        'restore',
        'FILE',
      ])}\nWhat was there before is in "${aside}"`,
    );
  }
}

/** Stops when there are databases and that of the policies is empty, which none is that was ever used. */
export function requirePolicies(folder, command) {
  const files = listDatabases(folder).map(name => databaseFile(folder, name));
  const policies = databaseFile(folder, 'policies');
  if (
    files.includes(policies) &&
    statSync(policies).size === 0 &&
    files.some(file => statSync(file).size > 0)
  ) {
    throw problemOf(policies, failed('SQLITE_CORRUPT', 'it is empty'), command);
  }
}

/** Stops when a database of a folder cannot be used, and says what it holds and how to get it back. */
export function requireSound(folder, command) {
  requireRestored(folder, command);
  requirePolicies(folder, command);
  const files = listDatabases(folder).map(name => databaseFile(folder, name));
  for (const file of files) {
    const error = findFault(file);
    if (error) {
      throw problemOf(file, error, command);
    }
  }
}
