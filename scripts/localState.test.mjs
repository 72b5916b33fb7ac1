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
import { ensureDataFolder } from './localState.mjs';
import { useWriteAheadLog } from './sqlite.mjs';

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
  assert.equal(ensureDataFolder(false).folder, folder);
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
  ensureDataFolder(false);
  assert.equal(modeOf(join(parent, 'new', 'data')), '700');
});

test('closes no folder that is of more than the portal', t => {
  const shared = mkdtempSync(join(tmpdir(), 'portal-shared-'));
  t.after(() => rmSync(shared, { recursive: true }));
  chmodSync(shared, 0o1777);
  withData(t, shared);
  assert.throws(() => ensureDataFolder(false), /is a folder of more than/);
  assert.equal(modeOf(shared), '777');
});

test('says which database cannot be opened, and what is in it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-corrupt-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'policies.sqlite');
  writeFileSync(file, 'x'.repeat(8_192));
  assert.throws(
    () => useWriteAheadLog(folder),
    error =>
      error.message.includes(file) && /approvals/.test(error.mend ?? error),
  );
});
