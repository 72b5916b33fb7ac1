import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fingerprint,
  isUpToDate,
  remember,
  topLevelBlock,
} from './fingerprint.mjs';

function checkout(t) {
  const root = mkdtempSync(join(tmpdir(), 'portal-fingerprint-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'app/src'), { recursive: true });
  mkdirSync(join(root, 'app/dist'));
  writeFileSync(join(root, 'app/src/App.tsx'), 'one');
  writeFileSync(join(root, 'yarn.lock'), 'lock');
  return root;
}

test('changes with names, bytes and texts, not with what a build puts there', t => {
  const root = checkout(t);
  const print = texts =>
    fingerprint(root, ['app', 'yarn.lock', 'absent.yaml'], texts);
  const first = print();
  assert.equal(print(), first);

  writeFileSync(join(root, 'app/dist/main.js'), 'built');
  assert.equal(print(), first);
  assert.notEqual(print(['app:\n  title: Other']), first);

  renameSync(join(root, 'app/src/App.tsx'), join(root, 'app/src/Main.tsx'));
  const renamed = print();
  assert.notEqual(renamed, first);
  writeFileSync(join(root, 'app/src/Main.tsx'), 'two');
  assert.notEqual(print(), renamed);
});

test('remembers the last success of each step', t => {
  const root = checkout(t);
  assert.equal(isUpToDate(root, 'app', 'abc'), false);
  remember(root, 'app', 'abc');
  assert.equal(isUpToDate(root, 'app', 'abc'), true);
  assert.equal(isUpToDate(root, 'app', 'abd'), false);
  assert.equal(isUpToDate(root, 'install', 'abc'), false);
});

test('reads one block of a configuration, comments and neighbours aside', () => {
  const yaml = `# first
app:
  title: Portal
  # a comment
  packages: all

backend:
  port: 7007
`;
  assert.equal(
    topLevelBlock(yaml, 'app'),
    'app:\n  title: Portal\n  packages: all',
  );
  assert.equal(topLevelBlock(yaml, 'backend'), 'backend:\n  port: 7007');
  assert.equal(topLevelBlock(yaml, 'policies'), '');
});
