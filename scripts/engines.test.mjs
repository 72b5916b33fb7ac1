import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseArguments } from './arguments.mjs';
import { missingPrograms } from './checks.mjs';
import { definitions } from './engines/definitions.mjs';
import { goProblem, readGoVersion } from './engines/getters.mjs';
import { binFolder, findProgram, programs } from './engines/programs.mjs';
import { runningOverlay } from './engines/overlay.mjs';
import { ensureSecrets } from './engines/secrets.mjs';
import { unreported, withTable } from './engines/table.mjs';
import { localConfig } from './localState.mjs';
import { fromRoot } from './processes.mjs';

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

  // Proofs are left out where their programs cannot be had, in CI too.
  assert.deepEqual(
    missingPrograms({ ...environment, CI: 'true' }).map(
      line => line.split(':')[0],
    ),
    ['Cerbos', 'cerbosctl', 'OPA', 'OpenFGA'],
  );

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

test('leaves out engines whose server is missing, and keeps the tokens of this machine', async () => {
  const { parse } = await import('yaml');
  const overlay = parse(
    readFileSync(fromRoot('app-config.engines.yaml'), 'utf8'),
  );
  const local = parse(localConfig('a-token-of-this-machine'));
  const toldBy = (running, hasSets = () => true) => {
    const { policies, backend } = runningOverlay(
      overlay,
      local,
      running,
      hasSets,
    );
    return {
      engines: Object.keys(policies.engines),
      sources: policies.sources.map(({ folder }) => basename(folder)),
      subjects: backend.auth.externalAccess.map(
        ({ options }) => options.subject,
      ),
    };
  };
  assert.deepEqual(toldBy(['opa', 'openfga', 'cerbos', 'authzen']), {
    engines: ['cedar', 'casbin', 'opa', 'openfga', 'cerbos', 'authzen'],
    sources: ['sets', 'opa', 'openfga', 'cerbos', 'authzen'],
    subjects: ['local-service', 'engine:opa'],
  });
  assert.deepEqual(
    toldBy(['openfga'], folder => !folder.endsWith('openfga')),
    {
      engines: ['cedar', 'casbin', 'openfga'],
      sources: ['sets'],
      subjects: ['local-service'],
    },
  );
  const text = JSON.stringify(runningOverlay(overlay, {}, [], () => true));
  assert.doesNotMatch(text, /\$\{/, 'nothing asks for a variable nobody sets');
});

test('makes secrets once and keeps them from other users and from arguments', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-secrets-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const secrets = ensureSecrets(join(folder, 'engines'));
  assert.deepEqual(ensureSecrets(join(folder, 'engines')), secrets);
  assert.equal(
    statSync(join(folder, 'engines', 'secrets.json')).mode & 0o077,
    0,
  );
  const asked = new Set();
  for (const { define } of Object.values(definitions)) {
    const { args, environment } = define({
      port: 1,
      secondPort: 2,
      portalUrl: 'http://127.0.0.1:7007',
      secrets,
    });
    for (const secret of Object.values(secrets)) {
      assert.ok(!args.join(' ').includes(secret));
    }
    Object.keys(environment).forEach(name => asked.add(name));
  }
  const wanted = readFileSync(
    fromRoot('app-config.engines.yaml'),
    'utf8',
  ).matchAll(/\$\{(\w+)/g);
  for (const [, name] of wanted) {
    assert.ok(asked.has(name), `nobody sets ${name}`);
  }
});
