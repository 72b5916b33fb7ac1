import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { typedIn } from '../configFiles.mjs';
import { ensureDataFolder } from '../dataFolder.mjs';
import { Problem } from '../Problem.mjs';
import { onEnd } from '../processes.mjs';
import { stateFolders } from '../stateFolders.mjs';
import { step } from '../steps.mjs';
import { parts, unpack } from './archive.mjs';
import { beginReplacing, endReplacing } from './aside.mjs';
import { formatCommandLine } from './commandLine.mjs';
import { inUse, takeLock, tellHolder } from './lock.mjs';
import { findUnknownMigration, hasOwnMigrations } from './migrations.mjs';
import { findFault } from './soundness.mjs';
import { databaseFile, filesOfDatabase, listDatabases } from './sqlite.mjs';

function refuse(file, why, fix = 'Nothing was changed. Take another backup') {
  return new Problem(`"${file}" cannot be restored: ${why}`, fix);
}

/** A database of a later version would keep the portal from starting. */
function requireKnownMigrations(file, folder, names) {
  const unknown = findUnknownMigration(folder, names);
  if (unknown) {
    throw refuse(
      file,
      `its database "${unknown.database}" is of a later version of the portal, with "${unknown.migration}"`,
      'Nothing was changed. Update the checkout first: git pull',
    );
  }
}

function verifyDatabases(file, folder) {
  const names = listDatabases(folder);
  for (const name of names) {
    const fault = findFault(databaseFile(folder, name), { thorough: true });
    if (fault) {
      throw refuse(
        file,
        `the database "${name}" in it is damaged: ${fault.message}`,
      );
    }
  }
  if (!names.includes('policies')) {
    throw refuse(file, 'it holds no database "policies"');
  }
  if (!hasOwnMigrations(folder, 'policies')) {
    throw refuse(
      file,
      'its database "policies" is empty, or of another program',
    );
  }
  requireKnownMigrations(file, folder, names);
  return names;
}

/** What a restore replaces: databases with what belongs to them, the repository, and the configuration. */
function listReplaced({ databases, config }, content) {
  const repository = join(databases, parts.repository);
  return [
    ...listDatabases(databases).flatMap(name =>
      filesOfDatabase(databases, name),
    ),
    ...(existsSync(repository) ? [repository] : []),
    ...(existsSync(config) && existsSync(join(content, parts.config))
      ? [config]
      : []),
  ];
}

/** Puts what is there aside, and what was unpacked in its place. */
function replace(folders, content) {
  const { databases } = folders;
  const replaced = listReplaced(folders, content);
  // A restore that was cut off is done again: what was there before that one is what counts.
  const { aside, again } = beginReplacing(databases);
  for (const path of replaced) {
    const to = join(aside, basename(path));
    if (again && existsSync(to)) {
      // Half of the restore that was cut off.
      rmSync(path, { recursive: true });
    } else if (path === folders.config) {
      // It may be on another disk than the databases. Renamed, the copy is there as a whole or not at all.
      copyFileSync(path, `${to}.part`);
      renameSync(`${to}.part`, to);
      rmSync(path);
    } else {
      renameSync(path, to);
    }
  }
  const from = join(content, parts.databases);
  for (const name of readdirSync(from)) {
    renameSync(join(from, name), join(databases, name));
  }
  const repository = join(content, parts.repository);
  if (existsSync(repository)) {
    renameSync(repository, join(databases, parts.repository));
  }
  const config = join(content, parts.config);
  if (existsSync(config)) {
    // Not through a link that leads nowhere.
    rmSync(folders.config, { force: true });
    copyFileSync(config, folders.config);
  }
  endReplacing(databases);
  if (replaced.length || again) {
    return aside;
  }
  rmSync(aside, { recursive: true });
  return undefined;
}

/**
 * Puts a backup in the place of what is there, which is kept aside. Nothing is touched before all of the backup
 * was verified, nor while a portal runs.
 *
 * @param command - `portal` or `engines`, whose data it is
 * @param typed - the file as a person typed it
 */
export async function restore(command, typed) {
  const file = resolve(typedIn(), typed);
  const folders = stateFolders(command);
  const { folder } = ensureDataFolder(folders);
  const release = takeLock(folder);
  if (!release) {
    throw inUse(folder);
  }
  tellHolder(folder, { pid: process.pid });
  const staging = mkdtempSync(join(folder, '.restore-'));
  const remove = onEnd(() => rmSync(staging, { recursive: true, force: true }));
  try {
    const { createdAt } = await step('verify', async () => {
      const manifest = await unpack(file, staging);
      verifyDatabases(file, join(staging, parts.databases));
      return manifest;
    });
    const aside = replace(folders, staging);
    console.log(`\nRestored into "${folder}": what was saved at ${createdAt}.`);
    if (aside) {
      console.log(`What was there before is in "${aside}".`);
    }
    console.log(`Start the portal: ${formatCommandLine(command)}`);
    return 0;
  } finally {
    await remove();
    release();
  }
}
