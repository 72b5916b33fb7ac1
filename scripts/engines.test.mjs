import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArguments } from './arguments.mjs';
import { missingPrograms } from './checks.mjs';
import { goProblem, readGoVersion } from './engines/install.mjs';
import { binFolder, findProgram, programs } from './engines/programs.mjs';
import { unreported, withTable } from './engines/table.mjs';

const readme = `# Portal

<!-- engines: made by \`yarn engines table\` -->

old text

<!-- /engines -->

The rest.
`;

const report = (engine, groups) => ({ engine, groups });

test('tells a Go that can build the servers from one that cannot', () => {
  const told = output => goProblem(readGoVersion(output));
  assert.equal(told('go version go1.26.8 linux/amd64'), undefined);
  assert.equal(told('go version go2.0 linux/amd64'), undefined);
  assert.match(told('go version go1.19.8 linux/amd64'), /1\.19 is too old/);
  assert.match(told(undefined), /no Go/);
});

test('finds a program by its variable, in the cache, then on the PATH', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-programs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const put = path => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  };
  const environment = { XDG_CACHE_HOME: join(folder, 'cache'), PATH: folder };
  assert.equal(findProgram('opa', environment), undefined);
  assert.equal(
    missingPrograms(environment).length,
    Object.keys(programs).length,
  );
  for (const line of missingPrograms(environment)) {
    assert.match(
      line,
      /tests were skipped; .*(npm run engines -- install|PATH)/,
    );
  }

  const onPath = put(join(folder, 'opa'));
  assert.equal(findProgram('opa', environment), onPath);
  const cached = put(join(binFolder(environment), 'opa'));
  assert.equal(findProgram('opa', environment), cached);
  const given = put(join(folder, 'given', 'my-opa'));
  assert.equal(findProgram('opa', { ...environment, OPA_BIN: given }), given);
  assert.equal(
    findProgram('opa', { ...environment, OPA_BIN: join(folder, 'absent') }),
    cached,
  );
});

test('writes a row for each driver that ran and keeps the rows of others', () => {
  const first = withTable(readme, [
    report('opa', {
      'Basic Core': 'passed',
      'Basic Properties': 'passed',
      'Batch Core': 'passed',
      'Batch Properties': 'failed',
      Concurrency: 'passed',
      coverage: 'absent',
      publish: 'passed',
    }),
    report('cedar', {
      'Basic Core': 'passed',
      'Basic Properties': 'absent',
      explain: 'passed',
    }),
  ]);
  assert.match(first, /^# Portal\n\n<!-- engines/);
  assert.match(first, /<!-- \/engines -->\n\nThe rest\.\n$/);
  assert.doesNotMatch(first, /old text/);
  const [cedar, opa] = first
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.replace(/ +/g, ' '));
  assert.equal(
    cedar,
    '| `cedar` | 2 of 2 | ✓ Core | – | – | – | ✓ | – | – | – | – |',
  );
  assert.equal(opa, '| `opa` | 5 of 6 | ✓ | ✗ | – | – | – | – | – | – | ✓ |');

  assert.equal(withTable(first, []), first, 'nothing ran, nothing changes');
  const second = withTable(first, [report('cedar', { explain: 'failed' })]);
  assert.match(second, /`cedar` +\| 0 of 1/);
  assert.match(second, /`opa` +\| 5 of 6/);
  assert.deepEqual(unreported([report('cedar', {}), report('mine', {})]), [
    'casbin',
    'opa',
    'openfga',
    'cerbos',
    'authzen',
  ]);
  assert.throws(() => withTable('# No table', []), /lacks the lines/);
});

test('reads what to do with engines', () => {
  const read = (...args) => parseArguments(['engines', ...args], {}).options;
  assert.equal(read().action, undefined);
  assert.equal(read('--port', '7017').port, 7017);
  assert.equal(read('install').action, 'install');
  assert.equal(read('table', '--verbose').verbose, true);
  assert.throws(() => read('instal'), /There is no option "instal"/);
});
