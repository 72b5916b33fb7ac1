import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { explain } from '../explain.mjs';
import { Problem } from '../Problem.mjs';
import { capture } from '../processes.mjs';
import { findForbidden, listEntries } from './entries.mjs';
import { formatManifest, MANIFEST, parseManifest } from './manifest.mjs';

/*
 * A backup is a gzipped tar, so that any machine can look into it:
 *   backup.json             what is in it, each file with its SHA-256
 *   databases/<name>.sqlite
 *   policies.git/           the repository that journeys push to
 *   app-config.local.yaml   the configuration of the machine, with the token of its services
 */

/** Folders and files of an archive. */
export const parts = {
  databases: 'databases',
  repository: 'policies.git',
  config: 'app-config.local.yaml',
};

async function digest(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The digest of each file that some entries name. */
async function digestAll(folder, entries) {
  const files = new Map();
  for (const { path, kind } of entries) {
    if (kind === 'file' && path !== MANIFEST) {
      files.set(path, await digest(join(folder, path)));
    }
  }
  return files;
}

async function runTar(args) {
  try {
    return await capture('tar', args);
  } catch (error) {
    throw new Problem(
      `The program "tar" cannot be started: ${error.code}`,
      'Install it (Debian: apt-get install tar), and try again',
    );
  }
}

/** Packs a folder into a file that is there as a whole or not at all. */
export async function pack(folder, file) {
  const entries = listEntries(folder);
  const forbidden = findForbidden(entries);
  if (forbidden) {
    throw new Problem(
      `A backup cannot hold all of the data folder: ${forbidden}`,
      'Move it out of the data folder, and try again',
    );
  }
  const files = await digestAll(folder, entries);
  writeFileSync(join(folder, MANIFEST), formatManifest(files));
  const { code, output } = await runTar(['-czf', file, '-C', folder, '.']);
  if (code !== 0) {
    throw explain(output, `The backup could not be written to "${file}"`);
  }
}

function refuse(file, why) {
  return new Problem(
    `"${file}" cannot be restored: ${why}`,
    'Nothing was changed. Take another backup',
  );
}

function readManifest(folder, entries, file) {
  if (!entries.some(({ path }) => path === MANIFEST)) {
    throw refuse(file, 'it is no backup of a portal');
  }
  const forbidden = findForbidden(entries);
  if (forbidden) {
    throw refuse(file, `in it, ${forbidden}`);
  }
  const manifest = parseManifest(readFileSync(join(folder, MANIFEST), 'utf8'));
  if (manifest.fault) {
    throw refuse(file, manifest.fault);
  }
  return manifest;
}

/**
 * Unpacks a file into a folder, and compares every byte with what was packed: nothing else may be in it, and
 * nothing that is no plain file or folder.
 */
export async function unpack(file, folder) {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new Problem(
      `There is no backup "${file}"`,
      'Give the file that "backup" wrote',
    );
  }
  const { code, output } = await runTar([
    '-xz',
    // The owners and rights of another machine mean nothing here.
    '--no-same-owner',
    '--no-same-permissions',
    ...['-f', file, '-C', folder],
  ]);
  if (code !== 0) {
    throw /no space|ENOSPC/i.test(output)
      ? explain(output, `"${file}" cannot be unpacked into "${folder}"`)
      : refuse(
          file,
          `it is damaged, or no backup (${output.trim().split('\n')[0]})`,
        );
  }
  const entries = listEntries(folder, { close: true });
  const manifest = readManifest(folder, entries, file);
  const found = await digestAll(folder, entries);
  for (const path of found.keys()) {
    if (!manifest.files.has(path)) {
      throw refuse(file, `"${path}" in it is not in its list of files`);
    }
  }
  for (const [path, wanted] of manifest.files) {
    if (found.get(path) !== wanted) {
      throw refuse(
        file,
        `"${path}" in it is ${
          found.has(path) ? 'not what was saved' : 'missing'
        }`,
      );
    }
  }
  return manifest;
}
