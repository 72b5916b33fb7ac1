import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentOf } from './__testUtils__/contentOf.mjs';
import { makePortal } from './__testUtils__/makePortal.mjs';
import { repack } from './__testUtils__/repack.mjs';
import { backup } from './data/backup.mjs';
import { restore } from './data/restore.mjs';
import { openDatabase } from './data/sqlite.mjs';
import { fromRoot } from './processes.mjs';

/** Refused with a reason, before anything was changed. */
async function assertRefused(portal, file, reason) {
  const before = contentOf(portal.folder);
  await assert.rejects(restore('portal', file), ({ name, message, fix }) => {
    assert.equal(name, 'Problem', message);
    assert.ok(message.includes(file));
    assert.match(message, reason);
    assert.match(fix, /Nothing was changed/);
    return true;
  });
  assert.deepEqual(contentOf(portal.folder), before);
}

test('takes no link of a backup, nor what is no part of a portal, whatever the checksums say', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  const within =
    (...path) =>
    folder =>
      join(folder, ...path);
  const replaceByLink = (path, target) => folder => {
    rmSync(path(folder), { force: true });
    symlinkSync(target, path(folder));
  };
  const write = path => folder => {
    mkdirSync(join(path(folder), '..'), { recursive: true });
    writeFileSync(path(folder), 'x');
  };
  const forged = [
    [
      replaceByLink(within('app-config.local.yaml'), portal.database),
      /"app-config\.local\.yaml" is a link/,
    ],
    [
      replaceByLink(within('databases', 'signals.sqlite'), portal.database),
      /"databases\/signals\.sqlite" is a link/,
    ],
    [
      replaceByLink(within('backup.json'), portal.database),
      /"backup\.json" is a link/,
    ],
    [
      folder =>
        linkSync(
          join(folder, 'databases', 'policies.sqlite'),
          join(folder, 'databases', 'signals.sqlite'),
        ),
      /"databases\/policies\.sqlite" is a link/,
    ],
    [
      folder => mkdirSync(join(folder, 'databases', 'portal.lock')),
      /the folder "databases\/portal\.lock" is not part of a portal/,
    ],
    [
      write(within('databases', '.restoring')),
      /the file "databases\/\.restoring" is not/,
    ],
    [write(within('databases', 'restoring')), /"databases\/restoring" is not/],
    [write(within('evil.sqlite')), /the file "evil\.sqlite" is not/],
    [
      write(within('policies.git', 'hooks', 'post-receive')),
      /"policies\.git\/hooks\/post-receive" is a program that git would run/,
    ],
  ];
  for (const [change, reason] of forged) {
    await assertRefused(portal, repack(portal.file, change), reason);
  }
});

test('takes nothing that its list of files does not name', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  const unlisted = change => repack(portal.file, change, { signs: false });
  await assertRefused(
    portal,
    unlisted(folder =>
      writeFileSync(join(folder, 'policies.git', 'config'), '[core]'),
    ),
    /"policies\.git\/config" in it is not in its list of files/,
  );
  await assertRefused(
    portal,
    unlisted(folder =>
      writeFileSync(
        join(folder, 'backup.json'),
        JSON.stringify({
          format: 'policy-portal-backup/1',
          createdAt: new Date().toISOString(),
          files: {},
        }),
      ),
    ),
    /is not in its list of files/,
  );
  await assertRefused(
    portal,
    unlisted(folder => rmSync(join(folder, 'policies.git', 'HEAD'))),
    /"policies\.git\/HEAD" in it is missing/,
  );
});

test('says in words what is wrong with a backup that somebody else made', async t => {
  const portal = makePortal(t);
  portal.record('catalog', 'knex_migrations', '20200511113813_init.js');
  await backup('portal', portal.file);
  const format = 'policy-portal-backup/1';
  const createdAt = new Date().toISOString();
  for (const [manifest, reason] of [
    [null, /"backup\.json" in it is damaged/],
    [[], /is damaged/],
    [7, /is damaged/],
    [{ format, createdAt }, /is damaged/],
    [{ format, createdAt, files: null }, /is damaged/],
    [{ format, createdAt: '\u001b[2J', files: {} }, /is damaged/],
    [{ format: 'other/2', createdAt, files: {} }, /of the format "other\/2"/],
  ]) {
    await assertRefused(
      portal,
      repack(
        portal.file,
        folder =>
          writeFileSync(join(folder, 'backup.json'), JSON.stringify(manifest)),
        { signs: false },
      ),
      reason,
    );
  }

  const withPolicies = fill =>
    repack(portal.file, folder => {
      const file = join(folder, 'databases', 'policies.sqlite');
      rmSync(file);
      fill(file);
    });
  const ofOthers = sql => file => {
    const database = openDatabase(file);
    database.exec(sql);
    database.close();
  };
  for (const fill of [
    file => writeFileSync(file, ''),
    ofOthers('create table songs (title text)'),
    ofOthers('create table knex_migrations (id integer)'),
  ]) {
    await assertRefused(
      portal,
      withPolicies(fill),
      /its database "policies" is empty, or of another program/,
    );
  }
});

test('gives what it restores to this user alone, whatever rights it was packed with', async t => {
  const portal = makePortal(t);
  // A name of a branch that tools of this checkout would pass over.
  const branch = join('policies.git', 'refs', 'heads', 'dist');
  mkdirSync(join(portal.folder, branch, '..'), { recursive: true });
  writeFileSync(join(portal.folder, branch), 'commit');
  mkdirSync(join(portal.folder, 'policies.git', 'hooks'));
  writeFileSync(join(portal.folder, 'policies.git', 'hooks', 'update'), 'run');
  await backup('portal', portal.file);
  const file = repack(portal.file, folder => {
    if (process.getuid() === 0) {
      // Only the superuser could give files away, and would unpack them so.
      chownSync(join(folder, branch), 12345, 12345);
    }
    chmodSync(join(folder, branch), 0o4777);
    chmodSync(join(folder, 'databases'), 0o777);
    chmodSync(join(folder, 'app-config.local.yaml'), 0o644);
  });
  await restore('portal', file);
  for (const path of [branch, 'app-config.local.yaml', 'policies.sqlite']) {
    const { mode, uid } = statSync(join(portal.folder, path));
    assert.equal(mode & 0o7777, 0o600, path);
    assert.equal(uid, process.getuid());
  }
  assert.ok(!existsSync(join(portal.folder, 'policies.git', 'hooks')));
});

test('refuses a pipe by its name, without waiting for what comes out of it', async t => {
  const portal = makePortal(t);
  await backup('portal', portal.file);
  for (const path of [
    'app-config.local.yaml',
    'backup.json',
    'databases/catalog.sqlite',
  ]) {
    const file = repack(
      portal.file,
      folder => {
        rmSync(join(folder, path), { force: true });
        execFileSync('mkfifo', [join(folder, path)]);
      },
      { signs: false },
    );
    // In a process of its own, which a read that never ends would keep.
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { restore } from './scripts/data/restore.mjs';
        await restore('portal', ${JSON.stringify(file)}).catch(error => {
          console.error(error.message);
          process.exitCode = 1;
        });`,
      ],
      {
        cwd: fromRoot(),
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 20_000,
        killSignal: 'SIGKILL',
      },
    );
    let told = '';
    child.stderr.setEncoding('utf8').on('data', text => (told += text));
    const [code] = await once(child, 'close');
    assert.equal(code, 1, path);
    assert.ok(told.includes(`"${path}" is neither a file nor a folder`), told);
  }
});

test('a backup holds nothing that a restore would refuse', async t => {
  const portal = makePortal(t);
  symlinkSync('HEAD', join(portal.folder, 'policies.git', 'link'));
  await assert.rejects(
    backup('portal', portal.file),
    ({ message, fix }) =>
      /"policies\.git\/link" is a link/.test(message) && /Move it/.test(fix),
  );
  rmSync(join(portal.folder, 'policies.git', 'link'));
  const pipe = join(portal.folder, 'policies.git', 'pipe');
  execFileSync('mkfifo', [pipe]);
  await assert.rejects(
    backup('portal', portal.file),
    ({ name, message }) => name === 'Problem' && message.includes(pipe),
  );
  rmSync(pipe);

  const kept = mkdtempSync(join(tmpdir(), 'portal-config-'));
  t.after(() => rmSync(kept, { recursive: true }));
  writeFileSync(join(kept, 'mine.yaml'), 'token: mine');
  const config = join(portal.folder, 'app-config.local.yaml');
  rmSync(config);
  execFileSync('mkfifo', [config]);
  await assert.rejects(backup('portal', portal.file), /is no file/);
  rmSync(config);
  symlinkSync(join(kept, 'mine.yaml'), config);
  await backup('portal', portal.file);
  await restore('portal', portal.file);
  assert.ok(statSync(config).isFile());
  assert.deepEqual(readdirSync(kept), ['mine.yaml']);
});
