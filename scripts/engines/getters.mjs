import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { explain } from '../explain.mjs';
import { capture, fromRoot } from '../processes.mjs';
import { cacheFolder, isOffered, kindOf, programs } from './programs.mjs';

/*
 * How each kind of program is got: `by` for people, `findObstacle` why it cannot be got on this machine,
 * `get` puts it into a folder, which is removed afterwards, and returns the path of the program.
 */

/** The first Go that fetches the newer one a module asks for. */
const LEAST_GO = [1, 21];
/** What cedar-policy-cli is written for. */
const LEAST_RUST = [1, 89];
const LEAST_PYTHON = [3, 9];

function versionIn(output, pattern) {
  const found = pattern.exec(output ?? '');
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

/** What `go version` says, as numbers; undefined when there is no Go. */
export function readGoVersion(output) {
  return versionIn(output, /\bgo(\d+)\.(\d+)/);
}

function problemOf(tool, version, least) {
  if (!version) {
    return `there is no ${tool} on this machine`;
  }
  const [major, minor] = version;
  return major > least[0] || (major === least[0] && minor >= least[1])
    ? undefined
    : `${tool} ${version.join('.')} is too old, ${least.join(
        '.',
      )} is the least`;
}

/** Why a Go of this version cannot build the servers; undefined when it can. */
export function goProblem(version) {
  return problemOf('Go', version, LEAST_GO);
}

async function outputOf(command, args) {
  try {
    const { code, stdout } = await capture(command, args);
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}

const go = {
  by: 'built by Go',
  findObstacle: async () =>
    goProblem(readGoVersion(await outputOf('go', ['version']))),
  async get(name, folder, onOutput) {
    const { module, version, flags } = programs[name];
    const { code, output } = await capture(
      'go',
      [
        'install',
        // It names the packages as it comes to them.
        '-v',
        ...['-trimpath', `-ldflags=-s -w${flags ? ` -X ${flags}` : ''}`],
        `${module}@v${version}`,
      ],
      // Without a C compiler too; in a folder of its own no other module is in the way.
      {
        cwd: folder,
        onOutput,
        env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder, GOFLAGS: '' },
      },
    );
    if (code !== 0) {
      throw explain(output, `Go could not build "${name}" ${version}`);
    }
    return join(folder, name);
  },
};

const npm = {
  by: 'by npm',
  findObstacle: async name => (isOffered(name) ? undefined : 'not offered'),
  async get(name, folder) {
    const { package: from, version } = programs[name];
    const { code, output } = await capture(
      'npm',
      [
        ...['install', '--prefix', folder, '--no-save', '--ignore-scripts'],
        ...['--no-audit', '--no-fund', '--loglevel=error'],
        `${from}@${version}`,
      ],
      { cwd: folder },
    );
    if (code !== 0) {
      throw explain(output, `npm could not fetch "${from}" ${version}`);
    }
    return join(folder, 'node_modules', from, from.split('/')[1]);
  },
};

const cargo = {
  by: 'built by cargo',
  findObstacle: async () =>
    problemOf(
      'Rust',
      versionIn(await outputOf('cargo', ['--version']), /^cargo (\d+)\.(\d+)/m),
      LEAST_RUST,
    ),
  async get(name, folder, onOutput) {
    const { crate, features, version } = programs[name];
    const { code, output } = await capture(
      'cargo',
      [
        ...['install', crate, '--version', version, '--features', features],
        ...['--locked', '--root', folder],
      ],
      {
        cwd: folder,
        onOutput,
        env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') },
      },
    );
    if (code !== 0) {
      throw explain(output, `cargo could not build "${crate}" ${version}`);
    }
    return join(folder, 'bin', name);
  },
};

/** The interpreter itself: what stands for it on the PATH may be a script. */
async function findPython() {
  const output = await outputOf('python3', [
    '-c',
    'import os, sys; print(*sys.version_info[:2], sep="."); print(os.path.realpath(sys.executable))',
  ]);
  const [, path] = output?.split('\n') ?? [];
  return path
    ? { path, version: versionIn(output, /^(\d+)\.(\d+)$/m) }
    : undefined;
}

const pip = {
  by: 'by pip',
  async findObstacle() {
    const python = await findPython();
    const problem = problemOf('Python', python?.version, LEAST_PYTHON);
    if (problem) {
      return problem;
    }
    // The first line of a program takes one word.
    return (await outputOf('python3', ['-m', 'pip', '--version'])) &&
      !/\s/.test(python.path)
      ? undefined
      : 'Python has no pip here';
  },
  async get(name, folder) {
    const { wheel, version } = programs[name];
    const fresh = join(folder, 'wheel');
    const { code, output } = await capture(
      'python3',
      [
        ...['-m', 'pip', 'install', '--target', fresh, '--no-deps'],
        ...['--only-binary', ':all:', '--disable-pip-version-check', '--quiet'],
        `${wheel}==${version}`,
      ],
      { cwd: folder },
    );
    if (code !== 0) {
      throw explain(output, `pip has no "${wheel}" ${version} for this Python`);
    }
    const { path } = await findPython();
    const place = wheelFolder(name);
    mkdirSync(join(place, '..'), { recursive: true });
    if (existsSync(place)) {
      renameSync(place, join(folder, 'old'));
    }
    renameSync(fresh, place);
    const bridge = join(folder, name);
    writeFileSync(
      bridge,
      `#!${path} -IS\nWHEEL = ${JSON.stringify(place)}\n${bridgeText()}`,
    );
    return bridge;
  },
};

/** Where the wheel of a program stays. */
function wheelFolder(name) {
  return join(cacheFolder(), 'wheels', `${name}-${programs[name].version}`);
}

function bridgeText() {
  return readFileSync(fromRoot('scripts/engines/cvc5.py'), 'utf8');
}

/** Whether what stands for a program is as we would write it today. */
export function isCurrent(name, path) {
  return (
    kindOf(name) !== 'wheel' ||
    readFileSync(path, 'utf8').endsWith(bridgeText())
  );
}

export const getters = { module: go, package: npm, crate: cargo, wheel: pip };
