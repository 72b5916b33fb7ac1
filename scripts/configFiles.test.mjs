import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArguments } from './arguments.mjs';
import { findTokens, readConfigFiles, usesServer } from './configFiles.mjs';

function writeConfigs(t, contents) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return contents.map((content, number) => {
    const file = join(folder, `${number}.yaml`);
    writeFileSync(file, content);
    return file;
  });
}

const read = (...args) => parseArguments(args, {}).options;

test('takes configuration files, in their order, and commands with a file', () => {
  assert.deepEqual(read('portal').configFiles, []);
  assert.deepEqual(
    read('portal', '--config', 'a.yaml', '--fresh', '--config=b=c.yaml'),
    {
      help: false,
      port: 7007,
      configFiles: ['a.yaml', 'b=c.yaml'],
      fresh: true,
      verbose: false,
    },
  );
  assert.deepEqual(read('engines', '--config', 'a.yaml').configFiles, [
    'a.yaml',
  ]);
  for (const action of ['backup', 'restore']) {
    const options = read('portal', action, 'f.tar.gz');
    assert.deepEqual([options.action, options.file], [action, 'f.tar.gz']);
  }
  for (const args of [['--config'], ['--config', '--fresh'], ['backup']]) {
    assert.throws(() => read('portal', ...args), /There is no file after/);
  }
  assert.throws(() => read('portal', 'table'), /There is no option "table"/);
});

test('reads configuration where it was typed, and names what is wrong with it', async t => {
  const [good, broken, list, otherPort, samePort] = writeConfigs(t, [
    'policies:\n  schedule: { frequency: { minutes: 5 } }',
    'policies: [\n',
    '- a',
    'backend: { listen: { port: 8080 } }',
    'backend: { listen: ":7007" }',
  ]);
  const before = process.env.INIT_CWD;
  process.env.INIT_CWD = join(good, '..');
  t.after(() => {
    if (before === undefined) {
      delete process.env.INIT_CWD;
    } else {
      process.env.INIT_CWD = before;
    }
  });
  const [config] = await readConfigFiles(['0.yaml'], 7007);
  assert.equal(config.file, good);
  assert.equal(config.content.policies.schedule.frequency.minutes, 5);

  for (const [file, words] of [
    [join(good, 'absent'), /cannot be read/],
    [broken, /is not YAML/],
    [list, /holds no keys/],
    [otherPort, /port 8080, and the portal starts on 7007/],
  ]) {
    await assert.rejects(
      readConfigFiles([good, file], 7007),
      ({ message, fix }) =>
        message.includes(file) && words.test(message) && Boolean(fix),
    );
  }
  assert.equal((await readConfigFiles([samePort], 7007)).length, 1);
});

test('tells whose tokens are good, and where the databases are', () => {
  const configs = [
    { content: { backend: { auth: { externalAccess: [1] } } } },
    { content: { backend: { database: { client: 'pg' } } } },
  ];
  assert.equal(findTokens(configs), configs[0]);
  assert.equal(findTokens([]), undefined);
  assert.equal(usesServer(configs), true);
  assert.equal(usesServer([]), false);
  assert.equal(
    usesServer([
      { content: { backend: { database: { client: 'better-sqlite3' } } } },
    ]),
    false,
  );
});
