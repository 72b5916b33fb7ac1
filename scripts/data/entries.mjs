import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What may be in a backup, by kind. Names of databases are ids of plugins. */
const allowed = {
  folder: [/^databases$/, /^policies\.git(\/.+)?$/],
  file: [
    /^backup\.json$/,
    /^app-config\.local\.yaml$/,
    /^databases\/[a-z0-9][a-z0-9_-]*\.sqlite$/,
    /^policies\.git\/.+$/,
  ],
};

/** What git runs by itself. Its samples, which come with each new repository, are never run. */
const HOOK = /^policies\.git\/hooks\/(?!.*\.sample$)/i;

function kindOf(stats) {
  if (stats.isFile()) {
    // Two names of one file would change together.
    return stats.nlink === 1 ? 'file' : 'link';
  }
  if (stats.isDirectory()) {
    return 'folder';
  }
  return stats.isSymbolicLink() ? 'link' : 'device';
}

/**
 * Lists all that is below a folder, as `{ path, kind }`, without following a link or opening anything.
 *
 * @param close - have each file and folder readable by this user, and by nobody else
 */
export function listEntries(root, { close = false } = {}) {
  const entries = [];
  const visit = path => {
    for (const name of readdirSync(join(root, path)).sort()) {
      const entry = path ? `${path}/${name}` : name;
      const kind = kindOf(lstatSync(join(root, entry)));
      entries.push({ path: entry, kind });
      if (close && (kind === 'file' || kind === 'folder')) {
        chmodSync(join(root, entry), kind === 'file' ? 0o600 : 0o700);
      }
      if (kind === 'folder') {
        visit(entry);
      }
    }
  };
  visit('');
  return entries;
}

/** Why one of some entries cannot be in a backup; undefined when all can. */
export function findForbidden(entries) {
  for (const { path, kind } of entries) {
    if (kind === 'link') {
      return `"${path}" is a link`;
    }
    if (kind === 'device') {
      return `"${path}" is neither a file nor a folder`;
    }
    if (HOOK.test(path)) {
      return `"${path}" is a program that git would run`;
    }
    if (!allowed[kind].some(pattern => pattern.test(path))) {
      return `the ${kind} "${path}" is not part of a portal`;
    }
  }
  return undefined;
}
