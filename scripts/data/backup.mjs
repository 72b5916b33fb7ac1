import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { typedIn } from '../configFiles.mjs';
import { Problem } from '../Problem.mjs';
import { onEnd } from '../processes.mjs';
import { stateFolders } from '../stateFolders.mjs';
import { step } from '../steps.mjs';
import { pack, parts } from './archive.mjs';
import { formatCommandLine } from './commandLine.mjs';
import { hasOwnMigrations } from './migrations.mjs';
import {
  findFault,
  problemOf,
  requirePolicies,
  requireRestored,
} from './soundness.mjs';
import { databaseFile, listDatabases, openDatabase } from './sqlite.mjs';

/** Copies a database as it is at one moment, whether a portal writes to it or not. */
function copyDatabase(from, to, { file, command }) {
  let database;
  try {
    database = openDatabase(from, { timeout: 10_000, fileMustExist: true });
    database.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw /SQLITE_FULL/.test(error.code ?? '')
      ? new Problem(
          `There is no space left for the backup in "${dirname(file)}"`,
          'Free some, or save it on another disk',
        )
      : problemOf(from, error, command);
  } finally {
    database?.close();
  }
  const fault = findFault(to, { thorough: true });
  if (fault) {
    throw problemOf(from, fault, command);
  }
}

/**
 * Copies a repository: what its names lead to after the names, so that all of it is there. Its hooks stay, as the
 * portal runs none.
 */
function copyRepository(from, to) {
  const isObjects = name => name === 'objects';
  const names = readdirSync(from).filter(name => name !== 'hooks');
  mkdirSync(to, { recursive: true });
  for (const name of [
    ...names.filter(one => !isObjects(one)),
    ...names.filter(isObjects),
  ]) {
    try {
      cpSync(join(from, name), join(to, name), { recursive: true });
    } catch (error) {
      throw new Problem(
        `"${join(from, name)}" cannot be saved: ${error.message}`,
        'Try again when nothing is pushed to it. If it says the same, move what it names out of the repository',
      );
    }
  }
}

function copyConfig(from, to) {
  if (!statSync(from).isFile()) {
    throw new Problem(
      `The configuration "${from}" is no file`,
      'Move it away, and try again',
    );
  }
  // It may be a link to where a person keeps it.
  copyFileSync(from, to);
}

function requireNew(file) {
  if (existsSync(file)) {
    throw new Problem(
      `"${file}" is there already`,
      'Give a file that is not there yet, or move that one away',
    );
  }
  if (!existsSync(dirname(file))) {
    throw new Problem(
      `There is no folder "${dirname(file)}"`,
      `Make it, or give another file`,
    );
  }
}

function nothingToSave(why) {
  return new Problem(
    why,
    'Start the portal once, or let PORTAL_DATA name the folder its databases are in',
  );
}

/** Makes a folder on the disk that the file is to be on. */
function makeStaging(file) {
  const folder = dirname(file);
  try {
    return mkdtempSync(join(folder, '.portal-backup-'));
  } catch (error) {
    throw new Problem(
      `The folder "${folder}" cannot be written to: ${error.message}`,
      'Let this user write to it, or save the backup in another folder',
    );
  }
}

/** Puts a file in its place, unless somebody made another there meanwhile. */
function putInPlace(from, file) {
  requireNew(file);
  renameSync(from, file);
}

/**
 * Saves what the databases hold, the repository beside them and the configuration of this machine into one file.
 *
 * @param command - `portal` or `engines`, whose data it is
 * @param typed - the file as a person typed it
 */
export async function backup(command, typed) {
  process.umask(0o077);
  const file = resolve(typedIn(), typed);
  requireNew(file);
  const folders = stateFolders(command);
  requireRestored(folders.databases, command);
  requirePolicies(folders.databases, command);
  const names = listDatabases(folders.databases);
  if (!names.length) {
    throw nothingToSave(`There are no databases in "${folders.databases}"`);
  }
  const staging = makeStaging(file);
  const remove = onEnd(() => rmSync(staging, { recursive: true, force: true }));
  try {
    const folder = join(staging, 'content');
    mkdirSync(join(folder, parts.databases), { recursive: true });
    for (const name of names) {
      const from = databaseFile(folders.databases, name);
      await step(`copy ${basename(from)}`, () =>
        copyDatabase(from, databaseFile(join(folder, parts.databases), name), {
          file,
          command,
        }),
      );
    }
    const copies = join(folder, parts.databases);
    if (!names.includes('policies') || !hasOwnMigrations(copies, 'policies')) {
      throw nothingToSave(
        `No portal has kept policies in "${folders.databases}" yet`,
      );
    }
    const repository = join(folders.databases, parts.repository);
    if (existsSync(repository)) {
      copyRepository(repository, join(folder, parts.repository));
    }
    if (existsSync(folders.config)) {
      copyConfig(folders.config, join(folder, parts.config));
    }
    const packed = join(staging, 'packed');
    await step('pack', () => pack(folder, packed));
    putInPlace(packed, file);
  } finally {
    await remove();
  }
  const megabytes = Math.max(0.1, statSync(file).size / 1e6).toFixed(1);
  console.log(`\nSaved in "${file}", ${megabytes} MB.`);
  console.log(
    'It holds tokens and keys: keep it where nobody else reads it, and on another disk.',
  );
  console.log(
    `Put it back with: ${formatCommandLine(command, ['restore', file])}`,
  );
  return 0;
}
