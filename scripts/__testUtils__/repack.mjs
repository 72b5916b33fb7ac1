import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(path => path !== 'backup.json');
}

/** The manifest of a backup that has been changed, with the checksums that its files have now. */
function signAgain(folder) {
  const path = join(folder, 'backup.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.files = Object.fromEntries(
    listFiles(folder).map(file => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
  writeFileSync(path, JSON.stringify(manifest));
}

/**
 * Makes another backup of one, as somebody who means ill could.
 *
 * @param change - gets the folder of what is in it
 * @param signs - whether the checksums fit what was changed
 * @returns the file
 */
export function repack(file, change, { signs = true } = {}) {
  const folder = mkdtempSync(join(dirname(file), 'content-'));
  const changed = `${file}.changed`;
  try {
    execFileSync('tar', ['-xzf', file, '-C', folder]);
    change(folder);
    if (signs && lstatSync(join(folder, 'backup.json')).isFile()) {
      signAgain(folder);
    }
    execFileSync('tar', ['-czf', changed, '-C', folder, '.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return changed;
}
