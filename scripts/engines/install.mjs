import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { explain } from '../explain.mjs';
import { Problem, printProblem } from '../Problem.mjs';
import { capture, onEnd, stopRequested } from '../processes.mjs';
import { beginStep } from '../steps.mjs';
import {
  binFolder,
  cacheFolder,
  findProgram,
  fitsVersion,
  isOffered,
  programAdvice,
  programs,
  versionOf,
} from './programs.mjs';

/** The first Go that fetches the newer one a module asks for. */
const LEAST_GO = [1, 21];

/** What `go version` says, as numbers; undefined when there is no Go. */
export function readGoVersion(output) {
  const found = /\bgo(\d+)\.(\d+)/.exec(output ?? '');
  return found && [Number(found[1]), Number(found[2])];
}

/** Why a Go of this version cannot build the servers; undefined when it can. */
export function goProblem(version) {
  if (!version) {
    return 'there is no Go on this machine';
  }
  const [major, minor] = version;
  return major > LEAST_GO[0] || minor >= LEAST_GO[1]
    ? undefined
    : `Go ${version.join('.')} is too old, ${LEAST_GO.join('.')} is the least`;
}

async function findGo() {
  try {
    return readGoVersion((await capture('go', ['version'])).stdout);
  } catch {
    return undefined;
  }
}

function recordFile() {
  return join(cacheFolder(), 'installed.json');
}

function readRecord() {
  try {
    return JSON.parse(readFileSync(recordFile(), 'utf8'));
  } catch {
    return {};
  }
}

function remember(name, path) {
  const entry = { version: programs[name].version, bytes: statSync(path).size };
  const temporary = `${recordFile()}.${process.pid}`;
  writeFileSync(
    temporary,
    JSON.stringify({ ...readRecord(), [name]: entry }, null, 2),
  );
  renameSync(temporary, recordFile());
}

/** Whether the program is where we put it, in the pinned version. */
async function isInstalled(name) {
  const path = join(binFolder(), name);
  if (!existsSync(path)) {
    return false;
  }
  const { version } = programs[name];
  const known = readRecord()[name];
  if (known?.version === version && known.bytes === statSync(path).size) {
    return true;
  }
  if ((await versionOf(name, path)) !== version) {
    return false;
  }
  remember(name, path);
  return true;
}

/** Builds the program of a Go module in a folder and returns its path. */
async function build(name, folder, onOutput) {
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
}

/** Has npm fetch the package of a program and returns the path of the program. */
async function fetch(name, folder) {
  const { package: from, version } = programs[name];
  const { code, output } = await capture(
    'npm',
    [
      ...['install', '--prefix', folder, '--no-save', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--loglevel=error', `${from}@${version}`],
    ],
    { cwd: folder },
  );
  if (code !== 0) {
    throw explain(output, `npm could not fetch "${from}" ${version}`);
  }
  return join(folder, 'node_modules', from, from.split('/')[1]);
}

async function installOne(name) {
  const { title, version, module } = programs[name];
  let last = '';
  const end = beginStep(
    `${title} ${version}, ${module ? 'built by Go' : 'by npm'}`,
    { about: () => last },
  );
  const onOutput = text => {
    last = text.trimEnd().split('\n').pop().slice(0, 80);
  };
  // Beside its place, so that it moves there in one step: a server that runs keeps its file.
  const folder = mkdtempSync(join(cacheFolder(), 'new-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const path = await (module ? build : fetch)(name, folder, onOutput);
    if (!existsSync(path)) {
      throw new Problem(
        `"${name}" ${version} is not where it was expected`,
        programAdvice(name),
      );
    }
    chmodSync(path, 0o755);
    const place = join(binFolder(), name);
    renameSync(path, place);
    remember(name, place);
    end();
  } catch (error) {
    end('failed');
    throw error;
  } finally {
    await remove();
  }
}

/** The program that would be used now, and whether it will do: one that somebody else installed, of a version that fits. */
async function findUsed(name) {
  const path = findProgram(name);
  if (!path) {
    return undefined;
  }
  const version = await versionOf(name, path);
  return {
    path,
    version,
    fits:
      path !== join(binFolder(), name) &&
      fitsVersion(version, programs[name].version),
  };
}

/**
 * Finds out what there is of a program, and what can be done to get it.
 *
 * @returns `have`, a sentence about what is used; else `obstacle`, why it cannot be got, if it cannot
 */
async function examine(name, findGoProblem) {
  const { version, module } = programs[name];
  if (await isInstalled(name)) {
    return { have: 'up to date' };
  }
  const used = await findUsed(name);
  if (used?.fits) {
    return { have: `${used.path} is used, version ${used.version}` };
  }
  const obstacle = module
    ? await findGoProblem()
    : !isOffered(name) && 'not offered';
  if (obstacle && used) {
    return {
      have: `${used.path} is used (${
        used.version ?? 'unknown version'
      }; the drivers are tested with ${version})`,
    };
  }
  return { obstacle };
}

function tellObstacle(name, obstacle) {
  const { title, module, home } = programs[name];
  return module
    ? `${title} … skipped, as ${obstacle}: install Go from https://go.dev/dl/ and try again, or put "${name}" on the PATH (${home})`
    : `${title} … skipped: ${programAdvice(name)}`;
}

/**
 * Gets what is missing of the engines' programs.
 *
 * @returns the exit code: 1 when one is missing still and `strict` forbids that
 */
export async function installEngines({ strict = false } = {}) {
  mkdirSync(binFolder(), { recursive: true });
  let go;
  const findGoProblem = async () => {
    go ??= { problem: goProblem(await findGo()) };
    return go.problem;
  };
  const wanted = [];
  const missing = [];
  for (const [name, { title, version }] of Object.entries(programs)) {
    const { have, obstacle } = await examine(name, findGoProblem);
    if (have) {
      console.log(`${title} ${version} … ${have}`);
    } else if (obstacle) {
      console.log(tellObstacle(name, obstacle));
      missing.push(name);
    } else {
      wanted.push(name);
    }
  }
  if (wanted.length) {
    const titles = wanted.map(name => programs[name].title).join(', ');
    console.log(
      `To get: ${titles}${
        wanted.some(name => programs[name].module)
          ? '. What Go builds takes a minute or two each, longer on a busy machine'
          : ''
      }`,
    );
  }
  const failed = [];
  for (const name of wanted) {
    try {
      await installOne(name);
    } catch (error) {
      // What one lacks keeps no other away.
      if (!(error instanceof Problem) || stopRequested()) {
        throw error;
      }
      printProblem(error);
      failed.push(name);
    }
  }
  console.log(`\nWhat was installed is in ${binFolder()}`);
  if (failed.length) {
    throw new Problem(
      `Not installed: ${failed.join(', ')}`,
      'See above why, and run the command again: what is there is kept',
    );
  }
  if (missing.length && strict) {
    throw new Problem(
      `Missing: ${missing.join(', ')}`,
      'With CI=true every server is needed. See above how to get it',
    );
  }
  return 0;
}
