import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureDataFolder } from './dataFolder.mjs';
import { useWriteAheadLog } from './data/writeAheadLog.mjs';
import { ensureLocalConfig, localConfig } from './localState.mjs';
import { fromRoot } from './processes.mjs';
import { stateFolders } from './stateFolders.mjs';

const modeOf = path => (statSync(path).mode & 0o777).toString(8);

function withData(t, folder) {
  const before = process.env.PORTAL_DATA;
  const umask = process.umask(0o022);
  process.env.PORTAL_DATA = folder;
  t.after(() => {
    process.umask(umask);
    if (before === undefined) {
      delete process.env.PORTAL_DATA;
    } else {
      process.env.PORTAL_DATA = before;
    }
  });
}

test('closes the data folder to others, one elsewhere and one that was open too', t => {
  const parent = mkdtempSync(join(tmpdir(), 'portal-modes-'));
  t.after(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, 'data');
  mkdirSync(join(folder, 'policies.git'), { recursive: true });
  const outside = join(parent, 'outside');
  for (const file of [
    outside,
    ...['policies.sqlite-wal', 'auth.sqlite', 'auth.sqlite.backup'].map(name =>
      join(folder, name),
    ),
  ]) {
    writeFileSync(file, '');
    chmodSync(file, 0o644);
  }
  symlinkSync(outside, join(folder, 'link'));
  chmodSync(folder, 0o755);

  withData(t, folder);
  assert.equal(ensureDataFolder(stateFolders('portal')).folder, folder);
  useWriteAheadLog(folder);
  assert.deepEqual(
    ['', 'policies.git', 'auth.sqlite', 'auth.sqlite.backup'].map(name =>
      modeOf(join(folder, name)),
    ),
    ['700', '700', '600', '600'],
  );
  // Made after that, by this process or those it starts.
  assert.equal(modeOf(join(folder, 'policies.sqlite')), '600');
  assert.equal(modeOf(outside), '644');

  withData(t, join(parent, 'new', 'data'));
  ensureDataFolder(stateFolders('portal'));
  assert.equal(modeOf(join(parent, 'new', 'data')), '700');
});

test('closes no folder that is of more than the portal', t => {
  const shared = mkdtempSync(join(tmpdir(), 'portal-shared-'));
  t.after(() => rmSync(shared, { recursive: true }));
  chmodSync(shared, 0o1777);
  withData(t, shared);
  assert.throws(
    () => ensureDataFolder(stateFolders('portal')),
    /is a folder of more than/,
  );
  assert.equal(modeOf(shared), '777');
});

test('PORTAL_DATA moves all that the portal keeps, and services keep their token', async t => {
  const folder = join(mkdtempSync(join(tmpdir(), 'portal-home-')), 'new');
  t.after(() => rmSync(join(folder, '..'), { recursive: true }));
  withData(t, folder);
  for (const command of ['portal', 'engines']) {
    for (const path of Object.values(stateFolders(command))) {
      assert.ok(
        path === folder || path.startsWith(join(folder, '/')),
        `${command}: ${path}`,
      );
    }
    const usual = stateFolders(command, {});
    assert.equal(usual.home, fromRoot('.portal'));
    assert.ok(usual.databases.startsWith(join(usual.home, '/')));
  }
  const folders = stateFolders('portal');
  ensureDataFolder(folders);
  const { file, token } = await ensureLocalConfig(folders);
  assert.equal(file, join(folder, 'app-config.local.yaml'));
  assert.equal(modeOf(file), '600');
  assert.equal((await ensureLocalConfig(folders)).token, token);
});

test('copies the configuration of an earlier version to where the databases are', async t => {
  const parent = mkdtempSync(join(tmpdir(), 'portal-earlier-'));
  t.after(() => rmSync(parent, { recursive: true }));
  const earlier = join(parent, 'checkout.yaml');
  writeFileSync(earlier, localConfig('a-token-that-services-know'));
  const folder = join(parent, 'data');
  withData(t, folder);
  const folders = stateFolders('portal');
  ensureDataFolder(folders);
  writeFileSync(join(folder, 'policies.sqlite'), '');
  const { token } = await ensureLocalConfig(folders, earlier);
  assert.equal(token, 'a-token-that-services-know');
});

test('makes no folder where it may not, and says so', t => {
  const parent = mkdtempSync(join(tmpdir(), 'portal-no-folder-'));
  t.after(() => rmSync(parent, { recursive: true }));
  writeFileSync(join(parent, 'file'), '');
  withData(t, join(parent, 'file', 'data'));
  assert.throws(
    () => ensureDataFolder(stateFolders('portal')),
    ({ message, fix }) =>
      message.includes(join(parent, 'file', 'data')) && /PORTAL_DATA/.test(fix),
  );
});
