import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { explain } from './explain.mjs';
import { findFreePort } from './port.mjs';
import { capture, onEnd, start, stop } from './processes.mjs';

const debianFolder = '/usr/lib/postgresql';

/** What to do where there is none. */
export const postgresAdvice =
  'install the server (Debian: apt-get install postgresql) or set BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';

/** The variable that Backstage's `TestDatabases` reads for a major version. */
export function connectionVariable(major) {
  return `BACKSTAGE_TEST_DATABASE_POSTGRES${major}_CONNECTION_STRING`;
}

/** The variable that names a server someone else runs, if one is set. */
export function configuredPostgres(environment = process.env) {
  return Object.keys(environment).find(
    name =>
      /^BACKSTAGE_TEST_DATABASE_POSTGRES\d+_CONNECTION_STRING$/.test(name) &&
      environment[name],
  );
}

/** The folder with the newest server binaries of this machine, if it has any. */
export function findPostgres(environment = process.env) {
  let versions = [];
  try {
    versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
  } catch {
    // Not a Debian with PostgreSQL.
  }
  return [
    ...versions.map(version => join(debianFolder, version, 'bin')),
    ...(environment.PATH ?? '').split(delimiter).filter(Boolean),
  ].find(folder => {
    try {
      accessSync(join(folder, 'initdb'), constants.X_OK);
      accessSync(join(folder, 'postgres'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// The server refuses to run as root.
function unprivilegedUser() {
  if (process.getuid() !== 0) {
    return {};
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ??
    users.find(([name]) => name === 'nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * Starts a server on loopback that is gone, with its data, when it is stopped
 * or this process ends.
 *
 * @returns the environment to give to tests, and `stop`
 */
export async function startPostgres(binaries) {
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'portal-postgres-'));
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const password = randomBytes(16).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  let server;
  const end = onEnd(async () => {
    if (server) {
      await stop(server, 'SIGINT');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    const options = { ...user, cwd: folder };
    const initdb = await capture(
      join(binaries, 'initdb'),
      [
        ...['--pgdata', data, '--username', 'postgres'],
        ...['--auth', 'scram-sha-256', '--pwfile', passwordFile],
        ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
      ],
      options,
    );
    if (initdb.code !== 0) {
      throw explain(initdb.output, 'PostgreSQL could not make a database');
    }
    const port = await findFreePort(54_320);
    server = start(
      join(binaries, 'postgres'),
      [
        ...['-D', data, '-p', String(port)],
        ...settings.flatMap(setting => ['-c', setting]),
      ],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await untilAccepting(server);
    const major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
    return {
      major,
      environment: {
        [connectionVariable(
          major,
        )]: `postgresql://postgres:${password}@127.0.0.1:${port}`,
      },
      stop: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
];

function untilAccepting(server) {
  let output = '';
  return new Promise((settle, reject) => {
    server.stderr.setEncoding('utf8').on('data', text => {
      output = (output + text).slice(-10_000);
      if (output.includes('ready to accept connections')) {
        settle();
      }
    });
    server.once('error', reject);
    server.once('exit', () =>
      reject(explain(output, 'PostgreSQL ended before it was ready')),
    );
  });
}
