import { Problem } from './Problem.mjs';

export const usage = `npm run portal [-- options]   set up, build and serve the portal
  --port N     serve on this port instead of 7007 (or set PORT)
  --config F   configuration of your own after the portal's; later files win, and it may be given again
  --fresh      keep the databases in a temporary folder, removed at the end
  --verbose    print every line the backend logs, not only warnings
The variable PORTAL_DATA names a folder for all that the portal keeps, instead of .portal

npm run portal -- backup FILE    save the databases into FILE, also while the portal runs
npm run portal -- restore FILE   put them back; what is there is kept aside

npm run engines [-- options]  all of this with every engine: starts the servers of this machine too
npm run engines -- install    get the servers that are missing
npm run engines -- table      run the conformance suite and write its table into README.md

npm test                      set up and run every check`;

const commands = ['portal', 'engines', 'test'];
const actions = {
  portal: ['backup', 'restore'],
  engines: ['backup', 'restore', 'install', 'table'],
};
/** Actions that need a file. */
const withFile = ['backup', 'restore'];

/** Reads a port from what a person typed. */
export function parsePort(value) {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Problem(
      `"${value}" is not a port`,
      'Give a whole number from 1 to 65535, such as --port 7017',
    );
  }
  return port;
}

function readFileName(value, before) {
  if (!value || value.startsWith('--')) {
    throw new Problem(
      `There is no file after "${before.split(' ').pop()}"`,
      `Name one: npm run ${before} FILE`,
    );
  }
  return value;
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Whether nothing may be missing, as in CI. */
export function isStrict({ CI }) {
  return CI === 'true' || CI === '1';
}

/** Splits the command line into the command, its options and what is left. */
export function parseArguments(args, environment = process.env) {
  const [command, ...rest] = args;
  if (!commands.includes(command) && command !== '--help') {
    throw new Problem(`There is no command "${command ?? ''}"`, usage);
  }
  const options = {
    help: command === '--help',
    port: parsePort(environment.PORT || 7007),
    configFiles: [],
    fresh: false,
    verbose: false,
  };
  // The options of `test` belong to jest.
  if (command === 'test' || options.help) {
    return { command, options, rest };
  }
  if (actions[command].includes(rest[0])) {
    options.action = rest.shift();
    if (withFile.includes(options.action)) {
      options.file = readFileName(
        rest.shift(),
        `${command} -- ${options.action}`,
      );
    }
  }
  for (let index = 0; index < rest.length; index++) {
    const [name, inline] = splitOnce(rest[index], '=');
    if (name === '--port') {
      options.port = parsePort(inline ?? rest[++index] ?? '');
    } else if (name === '--config') {
      options.configFiles.push(
        readFileName(inline ?? rest[++index], `${command} -- --config`),
      );
    } else if (['--fresh', '--verbose', '--help'].includes(name)) {
      options[name.slice(2)] = true;
    } else {
      throw new Problem(`There is no option "${rest[index]}"`, usage);
    }
  }
  return { command, options, rest };
}
