import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parseArguments } from './arguments.mjs';
import {
  calledByYarn,
  isSupportedNode,
  isSupportedYarn,
} from './toolchain.mjs';

test('supports the Node.js and Yarn that Backstage supports, and no other', () => {
  assert.deepEqual(
    [
      'v18.20.0',
      'v20.20.2',
      'v22.1.0',
      'v23.0.0',
      'v24.21.0',
      'v25.0.0',
    ].filter(isSupportedNode),
    ['v22.1.0', 'v24.21.0'],
  );
  assert.deepEqual(
    [
      '1.22.22',
      '3.8.7',
      '4.18.1',
      '5.0.0-rc.1',
      'error: packageManager',
    ].filter(isSupportedYarn),
    ['4.18.1', '5.0.0-rc.1'],
  );
});

test('tells `yarn test` from `npm test`, also when one starts the other', () => {
  const npm = { npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64' };
  const yarn = { npm_config_user_agent: 'yarn/4.18.1 npm/? node/v24.21.0' };
  assert.equal(calledByYarn(npm), false);
  assert.equal(calledByYarn(yarn), true);
  assert.equal(
    calledByYarn({ ...npm, npm_execpath: '/opt/yarn/bin/yarn.js' }),
    false,
  );
  assert.equal(calledByYarn({ npm_execpath: '/opt/yarn/bin/yarn.js' }), true);
  assert.equal(calledByYarn({}), false);
});

test('reads the port from the command line before the environment', () => {
  const port = (args, environment = {}) =>
    parseArguments(['portal', ...args], environment).options.port;
  assert.equal(port([]), 7007);
  assert.equal(port([], { PORT: '7010' }), 7010);
  assert.equal(port(['--port', '7011'], { PORT: '7010' }), 7011);
  assert.equal(port(['--fresh', '--port=7012']), 7012);
  for (const args of [['--port'], ['--port', '0'], ['--port', '80x']]) {
    assert.throws(() => port(args), /is not a port/);
  }
  assert.throws(() => port(['--prot', '1']), /There is no option "--prot"/);
  assert.throws(
    () => parseArguments(['serve'], {}),
    /There is no command "serve"/,
  );
});

test('passes what follows `test` on, untouched', () => {
  const args = ['--coverage', 'plugins/policies', '--port', 'x'];
  assert.deepEqual(parseArguments(['test', ...args], {}).rest, args);
});

test('loads every script of the commands before anything is installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-scripts-'));
  const here = new URL('.', import.meta.url).pathname;
  try {
    // Outside the checkout no installed package is found.
    cpSync(here, join(folder, 'scripts'), { recursive: true });
    const files = readdirSync(join(folder, 'scripts'), {
      recursive: true,
    }).filter(
      file =>
        file.endsWith('.mjs') &&
        !file.endsWith('.test.mjs') &&
        file !== 'launcher.mjs',
    );
    assert.ok(files.length > 20);
    for (const file of files) {
      await import(pathToFileURL(join(folder, 'scripts', file)).href);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
