import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { capture } from '../processes.mjs';

/** npm's name of this machine, such as `linux-x64`. */
const machine = `${process.platform}-${process.arch}`;

/**
 * The programs of engines that are no npm packages of ours, in the versions the drivers are tested
 * against; the only place that pins them. Each is built by Go (`module`, `flags`) or by cargo (`crate`,
 * `features`), or comes as an npm package (`package`, for `machines` only) or as a wheel for Python
 * (`wheel`). What only has to be downloaded comes first. Of a program that is `optional`, nobody is kept
 * from anything where it cannot be had; `has` are arguments with which only the right build ends well.
 */
export const programs = {
  cerbos: {
    title: 'Cerbos',
    version: '0.55.0',
    package: `@cerbos/cerbos-${machine}`,
    machines: ['linux-x64'],
    told: { args: ['--version'], pattern: /^v?(\d+\.\d+\.\d+\S*)/m },
    home: 'https://docs.cerbos.dev/cerbos/latest/installation/binary',
  },
  cerbosctl: {
    title: 'cerbosctl',
    version: '0.55.0',
    package: `@cerbos/cerbosctl-${machine}`,
    machines: ['linux-x64'],
    // It tells its own version when it has asked a server for that one's, whether that answers or not.
    told: {
      args: [
        ...['version', '--server=127.0.0.1:1', '--plaintext'],
        ...['--username=nobody', '--password=none'],
      ],
      pattern: /^Client version (\d+\.\d+\.\d+[^;\s]*)/m,
    },
    home: 'https://docs.cerbos.dev/cerbos/latest/installation/binary',
  },
  opa: {
    title: 'OPA',
    version: '1.22.2',
    module: 'github.com/open-policy-agent/opa',
    told: { args: ['version'], pattern: /^Version: (\S+)/m },
    home: 'https://www.openpolicyagent.org/docs/#running-opa',
  },
  openfga: {
    title: 'OpenFGA',
    version: '1.22.1',
    module: 'github.com/openfga/openfga/cmd/openfga',
    // Built by hand it calls itself `dev`.
    flags: 'github.com/openfga/openfga/internal/build.Version=v1.22.1',
    told: { args: ['version'], pattern: /version `v([^`]+)`/ },
    home: 'https://openfga.dev/docs/getting-started/setup-openfga/overview',
  },
  cvc5: {
    title: 'cvc5',
    version: '1.3.1',
    wheel: 'cvc5',
    optional: true,
    // The analyzer takes no other.
    exact: true,
    told: { args: ['--version'], pattern: /^This is cvc5 version (\d\S*)/m },
    home: 'https://cvc5.github.io/downloads.html',
  },
  cedar: {
    title: 'Cedar analyzer',
    version: '4.14.1',
    crate: 'cedar-policy-cli',
    features: 'analyze',
    optional: true,
    has: ['symcc', '--help'],
    told: { args: ['--version'], pattern: /^cedar-policy-cli (\d\S*)/m },
    home: 'https://github.com/cedar-policy/cedar',
  },
};

/** What a kind of program is got with, as people read it. */
const TOOLS = {
  module: 'Go from https://go.dev/dl/',
  crate: 'Rust from https://rustup.rs',
  wheel: 'Python with pip from https://www.python.org/downloads/',
};

/** How a program is got: `module`, `package`, `crate` or `wheel`. */
export function kindOf(name) {
  return ['module', 'package', 'crate', 'wheel'].find(
    kind => kind in programs[name],
  );
}

/** What has to be installed to get a program; undefined where npm does. */
export function toolOf(name) {
  return TOOLS[kindOf(name)];
}

/** Where `yarn engines install` puts programs: outside the checkout, for all checkouts of a person. */
export function cacheFolder(environment = process.env) {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'policy-portal', 'engines');
}

/** The folder of the programs themselves. */
export function binFolder(environment = process.env) {
  return join(cacheFolder(environment), 'bin');
}

/**
 * The path of a program: what `<NAME>_BIN` says, else where `yarn engines install` puts it, else the
 * PATH. The tests of the drivers look in the same places (`findEngineBinary`).
 */
export function findProgram(name, environment = process.env) {
  const folders = [
    binFolder(environment),
    ...(environment.PATH ?? '').split(delimiter).filter(Boolean),
  ];
  return [
    environment[`${name.toUpperCase()}_BIN`],
    ...folders.map(folder => join(folder, name)),
  ].find(path => path && isExecutable(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version a program tells; undefined when it does not, or is built without what it is wanted for. */
export async function versionOf(name, path) {
  const { told, has } = programs[name];
  try {
    if (has && (await capture(path, has)).code !== 0) {
      return undefined;
    }
    const { output } = await capture(path, told.args);
    return told.pattern.exec(output)?.[1];
  } catch {
    return undefined;
  }
}

/** Whether a version will do where another is pinned: fixes of the same minor version change no behaviour. */
export function fitsVersion(version, pinned) {
  const minor = text => /^(\d+\.\d+)\./.exec(text ?? '')?.[1];
  return minor(version) !== undefined && minor(version) === minor(pinned);
}

/** What to do where a program is missing. */
export function programAdvice(name) {
  const { title, machines } = programs[name];
  const tool = toolOf(name);
  if (tool) {
    return `run: npm run engines -- install (it needs ${tool}), or put "${name}" on the PATH: ${programs[name].home}`;
  }
  return machines.includes(machine)
    ? 'run: npm run engines -- install'
    : `${title} is installed for ${machines.join(
        ', ',
      )} only, and this is ${machine}; put "${name}" on the PATH: ${
        programs[name].home
      }`;
}

/** Whether `yarn engines install` can get a program on this machine, apart from the tools it takes. */
export function isOffered(name) {
  return programs[name].machines?.includes(machine) ?? true;
}
