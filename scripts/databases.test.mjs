import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockHolders } from './data/holders.mjs';
import { requireUnused, takeLock, tellHolder } from './data/lock.mjs';
import { requireRoom } from './data/room.mjs';
import { requireSound } from './data/soundness.mjs';
import { openDatabase } from './data/sqlite.mjs';
import { useWriteAheadLog } from './data/writeAheadLog.mjs';
import { fromRoot } from './processes.mjs';

/** A folder with databases as a portal leaves them. */
function makeData(t) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-databases-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  useWriteAheadLog(folder);
  for (const name of ['policies', 'auth']) {
    const database = openDatabase(join(folder, `${name}.sqlite`));
    database.exec('create table things (id integer primary key, text)');
    const insert = database.prepare('insert into things (text) values (?)');
    database.exec('begin');
    for (let number = 0; number < 2_000; number++) {
      insert.run(`${number} `.repeat(20));
    }
    database.exec('commit');
    database.close();
  }
  return { folder, file: join(folder, 'policies.sqlite') };
}

function overwrite(file, position, text) {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, text, position);
  closeSync(descriptor);
}

/** A process of its own that does something with a folder, and then waits to be ended. */
async function startOther(t, code) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `${code}; console.log('ready'); setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: fromRoot() },
  );
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

const damages = {
  'half of it is gone': ({ file }) =>
    truncateSync(file, Math.floor(statSync(file).size / 2)),
  'a page at its end is gone': ({ file }) =>
    truncateSync(file, statSync(file).size - 4_096),
  'it holds something else': ({ file }) =>
    writeFileSync(file, 'x'.repeat(8_192)),
  'its first bytes are others': ({ file }) => overwrite(file, 0, 'no database'),
  'bytes in its middle are others': ({ file }) =>
    overwrite(file, Math.floor(statSync(file).size / 2), 'y'.repeat(8_192)),
  'it is empty, and others are not': ({ file }) => truncateSync(file, 0),
};

for (const [name, damage] of Object.entries(damages)) {
  test(`says that a database is damaged, what is in it, and how to restore it: ${name}`, t => {
    const data = makeData(t);
    requireSound(data.folder, 'portal');
    damage(data);
    assert.throws(
      () => requireSound(data.folder, 'portal'),
      ({ message, fix }) => {
        assert.ok(message.startsWith(`The database "${data.file}" is damaged`));
        assert.match(fix, /approvals, history.+decision log.+nowhere else/s);
        assert.match(fix, /npm run portal -- restore FILE/);
        assert.doesNotMatch(message, /Error:|\n/);
        return true;
      },
    );
  });
}

test('says it of every database, and what is lost without it', t => {
  const { folder } = makeData(t);
  overwrite(join(folder, 'auth.sqlite'), 0, 'no database');
  assert.throws(
    () => requireSound(folder, 'engines'),
    ({ message, fix }) =>
      message.includes(join(folder, 'auth.sqlite')) &&
      /people sign in again/.test(fix) &&
      /npm run engines -- restore FILE/.test(fix),
  );
});

test('says that a database is locked, and by which program', async t => {
  const { folder, file } = makeData(t);
  const other = await startOther(
    t,
    `import { openDatabase } from './scripts/data/sqlite.mjs';
    globalThis.database = openDatabase(${JSON.stringify(file)});
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE; create table other (id)')`,
  );
  assert.throws(
    () => requireSound(folder, 'portal'),
    ({ message, fix }) => {
      assert.ok(message.startsWith(`The database "${file}" is locked`));
      if (process.platform === 'linux') {
        assert.match(message, new RegExp(`process ${other.pid} \\(`));
      }
      return /Nothing is lost/.test(fix);
    },
  );
});

test('leaves a database with pages beside it to SQLite', async t => {
  const { folder, file } = makeData(t);
  const other = await startOther(
    t,
    `import { openDatabase } from './scripts/data/sqlite.mjs';
    globalThis.database = openDatabase(${JSON.stringify(file)});
    database.exec('create table later as select * from things')`,
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.ok(statSync(`${file}-wal`).size > 0);
  requireSound(folder, 'portal');
});

test('reads who holds locks of files', () => {
  const table = `1: POSIX  ADVISORY  WRITE 17465 fe:00:9994258 1073741824 1073742335
2: POSIX  ADVISORY  READ 18 fe:00:77 0 EOF
3: FLOCK  ADVISORY  WRITE 19 fe:00:78 0 EOF
`;
  assert.deepEqual(lockHolders(table, [9_994_258, 77]), [17_465, 18]);
  assert.deepEqual(lockHolders(table, [1]), []);
});

test('lets one process work on a folder, until it ends, also by kill -9', async t => {
  const { folder } = makeData(t);
  requireUnused(folder);
  const other = await startOther(
    t,
    `import { takeLock, tellHolder } from './scripts/data/lock.mjs';
    globalThis.release = takeLock(${JSON.stringify(folder)});
    tellHolder(${JSON.stringify(
      folder,
    )}, { pid: process.pid, url: 'http://localhost:7007' })`,
  );
  assert.equal(takeLock(folder), undefined);
  assert.throws(
    () => requireUnused(folder),
    ({ message, fix }) => {
      assert.equal(
        message,
        `A portal is running on "${folder}", process ${other.pid}, at http://localhost:7007`,
      );
      return fix.includes(`kill ${other.pid}`) && /PORTAL_DATA/.test(fix);
    },
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  const release = takeLock(folder);
  assert.ok(release, 'what the other wrote of itself keeps nobody out');
  assert.equal(takeLock(folder), undefined);
  release();
  tellHolder(folder, { pid: 1 });
  requireUnused(folder);
});

test('says what to do about a lock that is no lock', t => {
  const { folder } = makeData(t);
  appendFileSync(join(folder, 'portal.lock'), 'x'.repeat(2_000));
  assert.throws(
    () => requireUnused(folder),
    ({ fix }) => fix.includes(join(folder, 'portal.lock')),
  );
});

test('starts nothing on a full disk', t => {
  const { folder } = makeData(t);
  requireRoom(folder, () => ({ bavail: 100_000, bsize: 4_096 }));
  assert.throws(
    () => requireRoom(folder, () => ({ bavail: 10, bsize: 4_096 })),
    ({ message, fix }) =>
      message.includes(`"${folder}" is full: 0.0 MB are free`) &&
      /Nothing in it is lost/.test(fix),
  );
});
