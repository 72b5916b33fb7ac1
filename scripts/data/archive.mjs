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
import { listFiles } from '../fingerprint.mjs';
import { Problem } from '../Problem.mjs';
import { capture } from '../processes.mjs';

/*
 * A backup is a gzipped tar, so that any machine can look into it:
 *   backup.json             what is in it, each file with its SHA-256
 *   databases/<name>.sqlite
 *   policies.git/           the repository that journeys push to
 *   app-config.local.yaml   the configuration of the machine, with the token of its services
 */
const MANIFEST = 'backup.json';
const FORMAT = 'policy-portal-backup/1';

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

async function digestAll(folder) {
  const files = {};
  for (const path of Object.values(parts).flatMap(one =>
    listFiles(folder, one),
  )) {
    files[path] = await digest(join(folder, path));
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
  writeFileSync(
    join(folder, MANIFEST),
    JSON.stringify(
      {
        format: FORMAT,
        createdAt: new Date().toISOString(),
        files: await digestAll(folder),
      },
      null,
      2,
    ),
  );
  const { code, output } = await runTar([...['-czf', file, '-C', folder, '.']]);
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

function readManifest(folder, file) {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) {
    throw refuse(file, 'it is no backup of a portal');
  }
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw refuse(file, `"${MANIFEST}" in it is damaged`);
  }
  if (manifest.format !== FORMAT) {
    throw refuse(
      file,
      `it is of the format "${manifest.format}", and this portal reads "${FORMAT}"`,
    );
  }
  return manifest;
}

/** Unpacks a file into a folder and compares every byte with what was packed. */
export async function unpack(file, folder) {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new Problem(
      `There is no backup "${file}"`,
      'Give the file that "backup" wrote',
    );
  }
  const { code, output } = await runTar([...['-xzf', file, '-C', folder]]);
  if (code !== 0) {
    throw /no space|ENOSPC/i.test(output)
      ? explain(output, `"${file}" cannot be unpacked into "${folder}"`)
      : refuse(
          file,
          `it is damaged, or no backup (${output.trim().split('\n')[0]})`,
        );
  }
  const manifest = readManifest(folder, file);
  const found = await digestAll(folder);
  for (const [path, wanted] of Object.entries(manifest.files)) {
    if (found[path] !== wanted) {
      throw refuse(
        file,
        `"${path}" in it is ${found[path] ? 'not what was saved' : 'missing'}`,
      );
    }
  }
  return manifest;
}
