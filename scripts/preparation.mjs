import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  statfsSync,
} from 'node:fs';
import { explain } from './explain.mjs';
import {
  fingerprint,
  isUpToDate,
  remember,
  topLevelBlock,
} from './fingerprint.mjs';
import { Problem } from './Problem.mjs';
import { capture, fromRoot } from './processes.mjs';
import { beginStep } from './steps.mjs';

const root = fromRoot();
const spaceNeeded = 3e9;

function workspaceManifests() {
  return ['packages', 'plugins'].flatMap(folder =>
    readdirSync(fromRoot(folder)).map(name => `${folder}/${name}/package.json`),
  );
}

function checkFolder() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Problem(
      `The folder "${root}" may not be written by this user`,
      `Make it yours: sudo chown -R "$(id -un)" "${root}"`,
    );
  }
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  if (!existsSync(fromRoot('node_modules')) && free < spaceNeeded) {
    throw new Problem(
      `Only ${(free / 1e9).toFixed(1)} GB are free where "${root}" is`,
      'The packages need about 3 GB. Free some and try again',
    );
  }
}

async function prepare({ name, label, print, present, args, problem }) {
  const end = beginStep(label);
  if (present && isUpToDate(root, name, print)) {
    end('up to date');
    return;
  }
  const { code, output } = await capture('yarn', args);
  if (code !== 0) {
    end('failed');
    throw explain(output, problem);
  }
  remember(root, name, print);
  end();
}

/** Installs the packages, unless nothing that decides about them has changed. */
export async function install() {
  checkFolder();
  await prepare({
    name: 'install',
    label: 'install',
    print: fingerprint(root, [
      'yarn.lock',
      'package.json',
      '.yarnrc.yml',
      ...workspaceManifests(),
    ]),
    present: existsSync(fromRoot('node_modules/.yarn-state.yml')),
    args: ['install', '--immutable'],
    problem: 'The packages were not installed',
  });
}

/** Builds the app, unless none of its sources has changed. */
export async function buildApp() {
  const configuration = ['app-config.yaml', 'app-config.local.yaml']
    .filter(file => existsSync(fromRoot(file)))
    .map(file => topLevelBlock(readFileSync(fromRoot(file), 'utf8'), 'app'));
  await prepare({
    name: 'app',
    label: 'app build',
    print: fingerprint(
      root,
      [
        'packages/app',
        'plugins/policies',
        'plugins/policies-common',
        'yarn.lock',
      ],
      configuration,
    ),
    present: existsSync(fromRoot('packages/app/dist/index.html')),
    args: ['workspace', 'app', 'build'],
    problem: 'The app was not built',
  });
}
