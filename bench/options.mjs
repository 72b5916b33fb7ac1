import { parsePort } from '../scripts/arguments.mjs';
import { Problem } from '../scripts/Problem.mjs';

/** The benchmarks by name. */
export const benches = {
  decisions: () => import('./decisions.mjs'),
  evaluations: () => import('./evaluations.mjs'),
  start: () => import('./start.mjs'),
  scale: () => import('./scale.mjs'),
  log: () => import('./log.mjs'),
  engines: () => import('./engines.mjs'),
  memory: () => import('./memory.mjs'),
  drafts: () => import('./drafts.mjs'),
  faults: () => import('./faults.mjs'),
  replicas: () => import('./replicas.mjs'),
  onboarding: () => import('./onboarding.mjs'),
  overload: () => import('./overload.mjs'),
  proof: () => import('./proof.mjs'),
};

export const usage = `yarn bench <name> [options]   print ratios of one run
  names        ${Object.keys(benches).join(', ')}
  --rounds N   how often each of the compared things has its turn (default 4)
  --seconds N  length of a turn (default 5)
  --runs N     how often the whole is run, each time anew: prints the median, lowest and highest (default 1)
  --sets N     sets that "scale" generates, 20 policies each (default 500)
  --decisions N, --drafts N   how many "memory" asks for (default 1,000,000 and 2,000)
  --port N     listen on this port, and on the next where more backends run (default 7037)
  --json       print one line of JSON after the table`;

const bounds = {
  rounds: [1, 20],
  runs: [1, 20],
  seconds: [1, 30],
  sets: [1, 1_000],
  decisions: [1_000, 10_000_000],
  drafts: [10, 100_000],
};

function readCount(name, value) {
  const [least, most] = bounds[name];
  const count = Number(value);
  if (!Number.isInteger(count) || count < least || count > most) {
    throw new Problem(
      `"${value}" is no number for --${name}`,
      `Give a whole number from ${least} to ${most}`,
    );
  }
  return count;
}

/** Reads the name of the benchmark and its options from the command line. */
export function readOptions([name, ...rest]) {
  if (!Object.hasOwn(benches, name ?? '')) {
    throw new Problem(`There is no benchmark "${name ?? ''}"`, usage);
  }
  const options = {
    rounds: 4,
    runs: 1,
    seconds: 5,
    sets: 500,
    decisions: 1_000_000,
    drafts: 2_000,
    port: 7037,
    json: false,
  };
  for (let index = 0; index < rest.length; index++) {
    const [option, inline] = rest[index].split('=', 2);
    const value = () => inline ?? rest[++index] ?? '';
    const key = option.slice(2);
    if (option === '--json') {
      options.json = true;
    } else if (option === '--port') {
      options.port = parsePort(value());
    } else if (option.startsWith('--') && Object.hasOwn(bounds, key)) {
      options[key] = readCount(key, value());
    } else {
      throw new Problem(`There is no option "${rest[index]}"`, usage);
    }
  }
  return { name, options };
}
