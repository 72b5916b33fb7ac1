import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentOf } from './__testUtils__/contentOf.mjs';
import { makePortal } from './__testUtils__/makePortal.mjs';
import { backup } from './data/backup.mjs';
import { formatCommandLine } from './data/commandLine.mjs';
import { takeLock } from './data/lock.mjs';
import { restore } from './data/restore.mjs';
import { requireSound } from './data/soundness.mjs';
import { openDatabase } from './data/sqlite.mjs';
import { fromRoot } from './processes.mjs';

test('puts back what was saved, and keeps aside what was there', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  assert.equal(statSync(portal.file).mode & 0o077, 0);

  portal.query(`update changes set title = 'later'`);
  writeFileSync(join(portal.folder, 'app-config.local.yaml'), 'token: second');
  writeFileSync(join(portal.folder, 'policies.git', 'HEAD'), 'other');
  await restore('portal', portal.file);
  assert.deepEqual(portal.titles(), ['saved']);
  const read = (...path) => readFileSync(join(portal.folder, ...path), 'utf8');
  assert.equal(read('app-config.local.yaml'), 'token: first');
  assert.match(read('policies.git', 'HEAD'), /main/);
  assert.ok(existsSync(join(portal.folder, 'policies.git', 'objects')));

  const aside = readdirSync(portal.folder).filter(name =>
    name.startsWith('before-restore-'),
  );
  assert.equal(aside.length, 1);
  assert.equal(read(aside[0], 'app-config.local.yaml'), 'token: second');
  const database = openDatabase(
    join(portal.folder, aside[0], 'policies.sqlite'),
  );
  assert.deepEqual(database.prepare('select title from changes').all(), [
    { title: 'later' },
  ]);
  database.close();
  requireSound(portal.folder, 'portal');
});

test('puts back a portal whose database was cut off, and one of which nothing is left', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  truncateSync(portal.database, 5_000);
  assert.throws(() => requireSound(portal.folder, 'portal'), /is damaged/);
  await assert.rejects(backup('portal', `${portal.file}.2`), /is damaged/);
  assert.deepEqual(
    readdirSync(join(portal.folder, '..')).sort(),
    ['backup.tar.gz', 'data'],
    'nothing is left of a backup that failed',
  );
  await restore('portal', portal.file);
  assert.deepEqual(portal.titles(), ['saved']);

  rmSync(portal.folder, { recursive: true });
  await restore('portal', portal.file);
  assert.deepEqual(portal.titles(), ['saved']);
  assert.equal(statSync(portal.folder).mode & 0o077, 0);
});

test('saves one moment of a database that is written to', async t => {
  const portal = makePortal(t);
  portal.query('create table one (id integer)');
  portal.query('create table two (id integer)');
  const writer = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { openDatabase } from './scripts/data/sqlite.mjs';
      const database = openDatabase(${JSON.stringify(portal.database)});
      for (let number = 0; ; number++) {
        database.exec('begin immediate; insert into one values (' + number +
          '); insert into two values (' + number + '); commit');
        if (number === 50) console.log('writing');
      }`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: fromRoot() },
  );
  t.after(() => writer.kill('SIGKILL'));
  await once(writer.stdout, 'data');
  await backup('portal', portal.file);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  await restore('portal', portal.file);
  const [{ ones, twos }] = portal.query(
    'select (select count(*) from one) as ones, (select count(*) from two) as twos',
  );
  assert.ok(ones > 50);
  assert.equal(ones, twos);
});

test('restores nothing while a portal runs, and nothing that is not whole', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  const broken = `${portal.file}.broken`;
  const bytes = readFileSync(portal.file);
  const variants = {
    truncated: bytes.subarray(0, bytes.length / 2),
    flipped: Buffer.from(bytes).fill(
      0xff,
      bytes.length - 200,
      bytes.length - 150,
    ),
    foreign: Buffer.from('not a backup'),
  };
  const before = contentOf(portal.folder);
  for (const [name, content] of Object.entries(variants)) {
    writeFileSync(broken, content);
    await assert.rejects(
      restore('portal', broken),
      ({ message, fix }) => {
        assert.ok(message.includes(broken), name);
        return /Nothing was changed/.test(fix);
      },
      name,
    );
    assert.deepEqual(contentOf(portal.folder), before, name);
  }
  await assert.rejects(
    restore('portal', `${portal.file}.absent`),
    /There is no backup/,
  );

  const release = takeLock(portal.folder);
  await assert.rejects(restore('portal', portal.file), /A portal is running/);
  release();
  assert.deepEqual(contentOf(portal.folder), before);
});

test('restores nothing of a later version, in whichever database that shows', async t => {
  const later = '99991231_later.js';
  for (const [name, table] of [
    ['policies', 'knex_migrations'],
    ['catalog', 'knex_migrations'],
    ['signals', 'backstage_backend_public_keys__knex_migrations'],
    ['search', 'backstage_backend_tasks__knex_migrations'],
  ]) {
    const portal = makePortal(t);
    portal.record(name, table, later);
    await backup('portal', portal.file);
    await assert.rejects(
      restore('portal', portal.file),
      ({ message, fix }) =>
        message.includes(`"${name}" is of a later version`) &&
        message.includes(later) &&
        /git pull/.test(fix),
      name,
    );
  }

  // What no plugin of this backend owns cannot keep it from starting.
  const portal = makePortal(t);
  portal.record('of-another-plugin', 'knex_migrations', later);
  portal.record('auth', 'knex_migrations', '20200619125845_init.js');
  await backup('portal', portal.file);
  await restore('portal', portal.file);
  assert.ok(existsSync(join(portal.folder, 'of-another-plugin.sqlite')));
});

test('replaces no backup, and saves nothing where there is nothing', async t => {
  const portal = makePortal(t);
  writeFileSync(portal.file, 'precious');
  await assert.rejects(backup('portal', portal.file), /is there already/);
  assert.equal(readFileSync(portal.file, 'utf8'), 'precious');
  await assert.rejects(
    backup('portal', join(portal.folder, 'no', 'folder')),
    /There is no folder/,
  );
  // As any folder that this user cannot write to.
  await assert.rejects(
    backup('portal', join(portal.file, 'within')),
    ({ name, message, fix }) =>
      name === 'Problem' &&
      message.includes(`"${portal.file}" cannot be written to`) &&
      /another folder/.test(fix),
  );
  rmSync(portal.folder, { recursive: true });
  await assert.rejects(backup('portal', `${portal.file}.2`), error =>
    error.message.includes(portal.folder),
  );
});

test('saves no database that no portal has used, as no restore would take it', async t => {
  const portal = makePortal(t);
  const rejects = reason =>
    assert.rejects(
      backup('portal', portal.file),
      ({ name, message }) => name === 'Problem' && reason.test(message),
    );
  portal.query('drop table knex_migrations');
  await rejects(/No portal has kept policies in/);
  portal.record('catalog', 'knex_migrations', '20200511113813_init.js');
  truncateSync(portal.database, 0);
  for (const end of ['-wal', '-shm']) {
    rmSync(portal.database + end, { force: true });
  }
  await rejects(/policies\.sqlite" is damaged: it is empty/);
  rmSync(portal.database);
  await rejects(/No portal has kept policies in/);
  assert.ok(!existsSync(portal.file));
});

test('tells how to put a backup back into the folder it is of', async t => {
  const portal = makePortal(t);
  const lines = [];
  t.mock.method(console, 'log', line => lines.push(line));
  const file = `${portal.file} of "Monday"`;
  await backup('portal', file);
  const hint = `PORTAL_DATA=${portal.folder} npm run portal -- restore '${file}'`;
  assert.ok(lines.includes(`Put it back with: ${hint}`), lines.join('\n'));
  await restore('portal', file);
  assert.ok(
    lines.includes(
      `Start the portal: PORTAL_DATA=${portal.folder} npm run portal`,
    ),
    lines.join('\n'),
  );
  assert.equal(
    formatCommandLine('engines', ['restore', "it's"], {}),
    String.raw`npm run engines -- restore 'it'\''s'`,
  );
});

test('keeps aside what each of several restores in one second replaced', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 28) });
  const replaced = ['first', 'second', 'third'];
  for (const title of replaced) {
    portal.query('update changes set title = ?', title);
    await restore('portal', portal.file);
  }
  const kept = readdirSync(portal.folder)
    .filter(name => name.startsWith('before-restore-'))
    .map(name => {
      const database = openDatabase(
        join(portal.folder, name, 'policies.sqlite'),
      );
      const [{ title }] = database.prepare('select title from changes').all();
      database.close();
      return title;
    });
  assert.deepEqual(kept.sort(), replaced);
});

test('starts nothing after a restore that was cut off, which can be done again', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  portal.query(`update changes set title = 'later'`);
  // As it is when the command was killed after it put the databases aside.
  const aside = join(portal.folder, 'before-restore-cut-off');
  mkdirSync(aside);
  copyFileSync(portal.database, join(aside, 'policies.sqlite'));
  truncateSync(portal.database, 0);
  writeFileSync(join(portal.folder, 'restoring'), aside);
  assert.throws(
    () => requireSound(portal.folder, 'portal'),
    ({ message, fix }) => /did not end/.test(message) && fix.includes(aside),
  );
  const half = `${portal.file}.half`;
  await assert.rejects(
    backup('portal', half),
    ({ message, fix }) =>
      /did not end/.test(message) &&
      fix.includes(`PORTAL_DATA=${portal.folder} npm run portal -- restore`),
  );
  assert.ok(!existsSync(half));
  await restore('portal', portal.file);
  requireSound(portal.folder, 'portal');
  assert.deepEqual(portal.titles(), ['saved']);
  const database = openDatabase(join(aside, 'policies.sqlite'));
  assert.deepEqual(database.prepare('select title from changes').all(), [
    { title: 'later' },
  ]);
  database.close();
});
