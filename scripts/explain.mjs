import { formatCommandLine } from './data/commandLine.mjs';
import { Problem } from './Problem.mjs';

const explanations = [
  {
    pattern: /ENOSPC|SQLITE_FULL|no space left on device|disk is full/i,
    message: 'The disk is full',
    fix: 'Free about 3 GB and try again',
  },
  {
    pattern: /YN0028|lockfile would have been (modified|created)/i,
    message: 'The lockfile "yarn.lock" is out of date',
    fix: 'A package.json changed without it. Run: yarn install\nand commit the changed yarn.lock',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|getaddrinfo|network (request|timeout|is unreachable)/i,
    message: 'The package registry cannot be reached',
    fix: 'The first run needs a network. Check the connection and, behind a proxy, HTTPS_PROXY.\nAnother registry: npm config set registry <url> and YARN_NPM_REGISTRY_SERVER=<url>',
  },
  {
    pattern: /EACCES|EPERM|permission denied/i,
    message: 'A file or folder may not be written by this user',
    fix: 'Make the checkout and ~/.npm and ~/.yarn yours: sudo chown -R "$(id -un)" . ~/.npm ~/.yarn',
  },
  {
    pattern: /YN0016|YN0082|No candidates found|ETARGET/i,
    message: 'The package registry lacks a version that the lockfile asks for',
    fix: 'A mirror may lag behind: let the variable YARN_NPM_REGISTRY_SERVER name another registry',
  },
  {
    pattern: /heap out of memory|Reached heap limit/i,
    message: 'Node.js ran out of memory',
    fix: 'Give it more: NODE_OPTIONS=--max-old-space-size=4096, and close what else is large',
  },
  {
    pattern: /NODE_MODULE_VERSION|ERR_DLOPEN_FAILED/,
    message: 'A native package was installed for another version of Node.js',
    fix: 'Remove the folder node_modules and try again',
  },
  {
    pattern: /a portal is running on the data folder/,
    message: 'Another portal runs on the same data folder',
    fix: 'End that one, or take another folder: PORTAL_DATA=<folder>',
  },
  {
    pattern: /SQLITE_(BUSY|LOCKED)/i,
    message: 'Another program holds a local database',
    fix: 'End the program that works on the data folder, or take another: PORTAL_DATA=<folder>',
  },
  {
    // What knex says of migrations that are recorded in a database and not there as files.
    pattern: /migration directory is corrupt/,
    message: 'A database is of a later version of the portal',
    fix: 'Update the checkout: git pull\nTo go back to this version, restore a backup that was made with it',
  },
  {
    pattern: /SQLITE_(CORRUPT|NOTADB|READONLY|CANTOPEN|IOERR)/i,
    message: 'A local database cannot be used',
    fix: `Restore a backup: ${formatCommandLine('portal', [
      'restore',
      'FILE',
    ])}\nSets are read again from their sources, but changes, approvals, history, journeys and the decision log are only there.\nThe data folder is .portal/data, or PORTAL_DATA. To begin without them, move it away`,
  },
  {
    pattern: /EADDRINUSE/,
    message: 'The port is taken',
    fix: 'Take another: npm run portal -- --port 7017',
  },
];

/** The last lines of an output, for people who want to see for themselves. */
export function tail(output, lines = 25) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Turns the output of a failed tool into a problem with its fix.
 *
 * @param {string} output - everything the tool printed
 * @param {string} otherwise - what to say of a failure that is not known
 */
export function explain(output, otherwise) {
  const known = explanations.find(({ pattern }) => pattern.test(output));
  const evidence = output.trim() && `\n\nIt said:\n${tail(output)}`;
  return known
    ? new Problem(`${otherwise}: ${known.message}`, known.fix + evidence)
    : new Problem(otherwise, `See what it said and try again${evidence}`);
}
