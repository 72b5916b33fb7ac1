import { Problem, printProblem } from '../scripts/Problem.mjs';
import { stopRequested } from '../scripts/processes.mjs';
import { benches, readOptions, usage } from './options.mjs';
import { formatTable } from './table.mjs';

/** Runs one benchmark; a missed target is a line in the table, never a failure. */
async function main(args) {
  if (args.length === 0 || args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const { name, options } = readOptions(args);
  const { bench } = await benches[name]();
  const rows = await bench(options);
  console.log(`\n${formatTable(rows)}`);
  if (options.json) {
    console.log(JSON.stringify({ bench: name, options, rows }));
  }
  return 0;
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    if (stopRequested()) {
      console.error('Stopped; nothing is told of a benchmark that did not end');
    } else if (error instanceof Problem) {
      printProblem(error);
    } else {
      console.error(error);
    }
    process.exit(1);
  },
);
