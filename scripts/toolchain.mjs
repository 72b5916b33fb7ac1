import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain } from './explain.mjs';
import { Problem } from './Problem.mjs';
import { capture, run } from './processes.mjs';
import { step } from './steps.mjs';

/** What is fetched when the machine does not have it. */
export const toolchain = ['node@24', '@yarnpkg/cli-dist@4.18.1'];

const minimumNode = 20;
const guard = 'PORTAL_TOOLCHAIN';

function major(version) {
  return Number(/^v?(\d+)\./.exec(version.trim())?.[1] ?? 0);
}

/** Whether Backstage supports this Node.js version. */
export function isSupportedNode(version) {
  return [22, 24].includes(major(version));
}

/** Whether this is a Yarn that reads our lockfile; Yarn 1 prints its version too. */
export function isSupportedYarn(version) {
  return major(version) >= 4;
}

/** Whether a script of the root package was started by Yarn rather than npm. */
export function calledByYarn(environment) {
  const agent = environment.npm_config_user_agent;
  if (agent) {
    return agent.startsWith('yarn/');
  }
  return /yarn/.test(environment.npm_execpath ?? '');
}

async function yarnVersion() {
  try {
    const { code, stdout } = await capture('yarn', ['--version'], {
      env: { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' },
    });
    return code === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Has npx fetch the toolchain, once, and tell where it put it. */
async function fetchToolchain() {
  // In an empty folder npx need not look through the checkout's node_modules.
  const folder = mkdtempSync(join(tmpdir(), 'portal-toolchain-'));
  try {
    const { code, stdout, output } = await capture(
      'npx',
      [
        '-y',
        ...toolchain.map(name => `--package=${name}`),
        '--',
        'node',
        '-p',
        'JSON.stringify({ node: process.execPath, path: process.env.PATH })',
      ],
      { cwd: folder },
    );
    const found = stdout.split('\n').find(line => line.startsWith('{"node"'));
    if (code !== 0 || !found) {
      throw explain(output, `npx could not fetch ${toolchain.join(' and ')}`);
    }
    return JSON.parse(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes sure of Node.js and Yarn. Where they are missing the launcher runs
 * itself again under a toolchain from npx, and the exit code of that run is
 * returned.
 */
export async function ensureToolchain(args) {
  if (major(process.version) < minimumNode) {
    throw new Problem(
      `Node.js ${process.version} is too old`,
      `Install Node.js ${minimumNode} or later from https://nodejs.org, then try again`,
    );
  }
  const yarn = await yarnVersion();
  if (isSupportedNode(process.version) && yarn && isSupportedYarn(yarn)) {
    return undefined;
  }
  if (process.env[guard]) {
    throw new Problem(
      `The toolchain is still Node.js ${process.version} and Yarn "${yarn}" after fetching another`,
      `Install Node.js 24 and run: npm install --global @yarnpkg/cli-dist, then try again with ${guard} unset`,
    );
  }
  const found = await step(
    `Node.js 24 and Yarn 4 by npx, as this is Node.js ${process.version}${
      yarn ? ` and Yarn ${yarn}` : ' without Yarn'
    }`,
    fetchToolchain,
  );
  const environment = { ...process.env, [guard]: '1' };
  environment.PATH = [join(found.node, '..'), found.path].join(delimiter);
  const launcher = fileURLToPath(new URL('./launcher.mjs', import.meta.url));
  return run(found.node, [launcher, ...args], {
    env: environment,
    // It stops its own children first.
    grace: 20_000,
  });
}
