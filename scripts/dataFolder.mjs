import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from './Problem.mjs';
import { onEnd } from './processes.mjs';

/** Closes a folder and the files in it to everybody else on this machine. */
function makePrivate(folder) {
  try {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        chmodSync(path, 0o700);
      } else if (entry.isFile()) {
        chmodSync(path, 0o600);
      }
    }
  } catch (error) {
    throw new Problem(
      `The data folder "${folder}" cannot be closed to others: ${error.code}`,
      `It holds tokens' keys and all decisions. Make it yours: sudo chown -R "$(id -un)" "${folder}", or set PORTAL_DATA to another`,
    );
  }
}

// What is made from here on, logs and databases of children among it, is for this user alone.
function keepToThisUser() {
  process.umask(0o077);
}

function ensurePrivateFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Problem(
      `The data folder "${folder}" cannot be made: ${error.message}`,
      'Let PORTAL_DATA name a folder that you may write to',
    );
  }
  if (
    statSync(folder).mode & 0o1000 ||
    folder === homedir() ||
    folder === '/'
  ) {
    throw new Problem(
      `"${folder}" is a folder of more than the portal`,
      `Let PORTAL_DATA name one of its own, such as ${join(
        folder,
        'portal-data',
      )}`,
    );
  }
  makePrivate(folder);
}

/** Makes the folder of everything that the portal keeps on this machine, which nobody else may read. */
export function ensureHome({ home }) {
  keepToThisUser();
  ensurePrivateFolder(home);
}

/** Makes the folder of the databases, and returns it. */
export function ensureDataFolder({ home, databases }) {
  ensureHome({ home });
  ensurePrivateFolder(databases);
  return { folder: databases, remove: async () => {} };
}

/** Makes a folder that is removed when the command ends. */
export function makeTemporaryDataFolder() {
  keepToThisUser();
  const folder = mkdtempSync(join(tmpdir(), 'portal-data-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, remove };
}
