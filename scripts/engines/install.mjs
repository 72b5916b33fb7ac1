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
import { Problem, printProblem } from '../Problem.mjs';
import { capture, onEnd, stopRequested } from '../processes.mjs';
import { beginStep } from '../steps.mjs';
import { getters, isCurrent } from './getters.mjs';
import {
  binFolder,
  cacheFolder,
  findProgram,
  fitsVersion,
  kindOf,
  programAdvice,
  programs,
  toolOf,
  versionOf,
} from './programs.mjs';

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
  if (!isCurrent(name, path)) {
    return false;
  }
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

async function installOne(name) {
  const { title, version } = programs[name];
  const { by, get } = getters[kindOf(name)];
  let last = '';
  const end = beginStep(`${title} ${version}, ${by}`, { about: () => last });
  const onOutput = text => {
    last = text.trimEnd().split('\n').pop().slice(0, 80);
  };
  // Beside its place, so that it moves there in one step: a server that runs keeps its file.
  const folder = mkdtempSync(join(cacheFolder(), 'new-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const path = await get(name, folder, onOutput);
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
      (programs[name].exact
        ? version === programs[name].version
        : fitsVersion(version, programs[name].version)),
  };
}

/**
 * Finds out what there is of a program, and what can be done to get it.
 *
 * @returns `have`, a sentence about what is used; else `obstacle`, why it cannot be got, if it cannot
 */
async function examine(name, findObstacle) {
  const { version } = programs[name];
  if (await isInstalled(name)) {
    return { have: 'up to date' };
  }
  const used = await findUsed(name);
  if (used?.fits) {
    return { have: `${used.path} is used, version ${used.version}` };
  }
  const obstacle = await findObstacle(name);
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
  const { title, home } = programs[name];
  const tool = toolOf(name);
  return tool
    ? `${title} … skipped, as ${obstacle}: install ${tool} and try again, or put "${name}" on the PATH (${home})`
    : `${title} … skipped: ${programAdvice(name)}`;
}

/**
 * Gets what is missing of the engines' programs.
 *
 * @returns the exit code: 1 when one is missing still and `strict` forbids that
 */
export async function installEngines({ strict = false } = {}) {
  mkdirSync(binFolder(), { recursive: true });
  const obstacles = new Map();
  const findObstacle = async name => {
    const kind = kindOf(name);
    if (kind === 'package') {
      return getters.package.findObstacle(name);
    }
    if (!obstacles.has(kind)) {
      obstacles.set(kind, await getters[kind].findObstacle());
    }
    return obstacles.get(kind);
  };
  const wanted = [];
  const missing = [];
  for (const [name, { title, version }] of Object.entries(programs)) {
    const { have, obstacle } = await examine(name, findObstacle);
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
      }${
        wanted.some(name => programs[name].crate)
          ? '. What cargo builds takes 5 to 10 minutes'
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
  const matters = name => !(strict && programs[name].optional);
  if (failed.some(matters)) {
    throw new Problem(
      `Not installed: ${failed.join(', ')}`,
      'See above why, and run the command again: what is there is kept',
    );
  }
  const needed = missing.filter(name => !programs[name].optional);
  if (needed.length && strict) {
    throw new Problem(
      `Missing: ${needed.join(', ')}`,
      'With CI=true every server is needed. See above how to get it',
    );
  }
  return 0;
}
