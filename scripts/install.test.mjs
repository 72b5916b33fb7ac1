import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { binFolder, fitsVersion, programs } from './engines/programs.mjs';
import { fromRoot } from './processes.mjs';
import { beginStep } from './steps.mjs';

// Cerbos is offered for one kind of machine.
const skip =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'needs Linux on x64'
    : false;

/** What each program says of its version. */
const tells = {
  opa: version => `Version: ${version}`,
  openfga: version => `OpenFGA version \`v${version}\``,
  cerbos: version => version,
  cerbosctl: version => `Client version ${version}; commit sha: 1`,
  cvc5: version => `This is cvc5 version ${version}`,
  cedar: version => `cedar-policy-cli ${version}`,
};

/** A machine with an empty cache, with npm and Go that only write what they were asked for, and programs on its PATH. */
function makeMachine(
  t,
  versions,
  {
    brokenGo = false,
    noWheel = false,
    rust = '1.95.0',
    environment: more,
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-install-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const asked = join(folder, 'asked');
  writeFileSync(asked, '');
  const put = (name, script) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  put(
    'npm',
    `for last; do :; done
name="\${last%@*}"; name="\${name#@cerbos/}"
echo "\${name%%-*}" >> "${asked}"
mkdir -p "$3/node_modules/@cerbos/$name"
echo made > "$3/node_modules/@cerbos/$name/$name"`,
  );
  put(
    'go',
    `[ "$1" = version ] && echo "go version go1.26.8 linux/amd64" && exit
for last; do :; done
name="\${last%@*}"; name="\${name##*/}"
echo "$name" >> "${asked}"
${brokenGo ? '[ "$name" = opa ] && echo "cannot compile" && exit 1' : ''}
echo made > "$GOBIN/$name"`,
  );
  put(
    'cargo',
    `[ "$1" = --version ] && echo "cargo ${rust} (abc 2026-01-01)" && exit
for last; do :; done
echo cedar >> "${asked}"
mkdir -p "$last/bin"
echo made > "$last/bin/cedar"`,
  );
  put(
    'python3',
    `[ "$1" = -c ] && printf '3.11\\n${folder}/python\\n' && exit
[ "$3" = --version ] && echo 'pip 26' && exit
${
  noWheel ? 'echo "No matching distribution found for cvc5==1.3.1"; exit 1' : ''
}
echo cvc5 >> "${asked}"
mkdir -p "$5"`,
  );
  for (const [name, version] of Object.entries(versions)) {
    put(name, `echo '${tells[name](version)}'`);
  }
  const environment = {
    XDG_CACHE_HOME: join(folder, 'cache'),
    PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
    ...more,
  };
  return {
    bin,
    installed: name => existsSync(join(binFolder(environment), name)),
    asked: () => readFileSync(asked, 'utf8').split('\n').filter(Boolean),
    install: () =>
      promisify(execFile)(
        process.execPath,
        [fromRoot('scripts/launcher.mjs'), 'engines', 'install'],
        { env: environment },
      ),
  };
}

test(
  'gets what only has to be downloaded first, and tells each step with its time',
  { skip },
  async t => {
    const machine = makeMachine(t, {});
    const { stdout } = await machine.install();
    assert.deepEqual(machine.asked(), [
      'cerbos',
      'cerbosctl',
      'opa',
      'openfga',
      'cvc5',
      'cedar',
    ]);
    for (const { title, version } of Object.values(programs)) {
      assert.match(
        stdout,
        new RegExp(`^${title} ${version}, .+ … [\\d.]+ s$`, 'm'),
      );
    }
    assert.match(
      stdout,
      /^To get: Cerbos, cerbosctl, OPA, OpenFGA, cvc5, Cedar analyzer\./m,
    );
    const again = await machine.install();
    assert.equal(again.stdout.match(/up to date$/gm).length, 6);
  },
);

test(
  'takes programs from the PATH whose version fits, and gets the others',
  { skip },
  async t => {
    const machine = makeMachine(t, {
      cerbos: programs.cerbos.version,
      cerbosctl: programs.cerbosctl.version.replace(/\d+$/, '99'),
      opa: programs.opa.version.replace(/\d+$/, '99'),
      openfga: '1.3.0',
      // The analyzer takes no other.
      cvc5: '1.3.2',
      cedar: '4.14.0',
    });
    const { stdout } = await machine.install();
    assert.deepEqual(machine.asked(), ['openfga', 'cvc5']);
    assert.ok(machine.installed('openfga'));
    for (const name of ['cerbos', 'cerbosctl', 'opa', 'cedar']) {
      assert.match(
        stdout,
        new RegExp(
          `^${programs[name].title} .+ … ${join(
            machine.bin,
            name,
          )} is used, version `,
          'm',
        ),
      );
    }
  },
);

test(
  'goes on with the others when one cannot be built, and says which are not there',
  { skip },
  async t => {
    const machine = makeMachine(t, {}, { brokenGo: true });
    await assert.rejects(machine.install(), ({ code, stderr }) => {
      assert.equal(code, 1);
      assert.match(stderr, /Go could not build "opa".+cannot compile/s);
      return /Not installed: opa/.test(stderr);
    });
    assert.deepEqual(
      ['cerbos', 'opa', 'openfga'].map(name => machine.installed(name)),
      [true, false, true],
    );
  },
);

test(
  'says that proofs are left out where their programs cannot be had, and nothing fails',
  { skip },
  async t => {
    const machine = makeMachine(
      t,
      {},
      {
        noWheel: true,
        rust: '1.88.1',
        environment: { CI: 'true' },
      },
    );
    const { stdout, stderr } = await machine.install();
    assert.match(
      stdout,
      /^Cedar analyzer … skipped, as Rust 1\.88 is too old, 1\.89 is the least: install Rust/m,
    );
    assert.match(stderr, /pip has no "cvc5" 1\.3\.1 for this Python/);
    assert.equal(machine.installed('cedar'), false);
    assert.equal(machine.installed('cvc5'), false);
  },
);

test('tells a version that fits from one that does not', () => {
  assert.equal(fitsVersion('1.22.9', '1.22.2'), true);
  assert.equal(fitsVersion('1.23.0', '1.22.2'), false);
  assert.equal(fitsVersion('2.22.2', '1.22.2'), false);
  assert.equal(fitsVersion(undefined, '1.22.2'), false);
  assert.equal(fitsVersion('dev', '1.22.2'), false);
});

test('gives signs of life while a step takes long, with what it is at', async () => {
  const lines = [];
  let goOn;
  const twice = new Promise(resolve => (goOn = resolve));
  const output = {
    write: text => {
      lines.push(text);
      if (lines.length === 2) {
        goOn();
      }
    },
  };
  const end = beginStep('OPA', {
    about: () => 'net/http',
    output,
    everyMs: 5,
  });
  await twice;
  end();
  const ended = lines.length;
  assert.match(lines[0], /^OPA … [\d.]+ s so far \(net\/http\)\n$/);
  assert.match(lines.at(-1), /^OPA … [\d.]+ s\n$/);
  await new Promise(wake => setImmediate(wake));
  assert.equal(lines.length, ended);
});
