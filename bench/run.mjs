import { Problem, printProblem } from '../scripts/Problem.mjs';
import { stopRequested } from '../scripts/processes.mjs';
import { describeConditions } from './conditions.mjs';
import { Failures } from './Failures.mjs';
import { benches, readOptions, usage } from './options.mjs';
import { formatTable, mergeRuns } from './table.mjs';

/**
 * Runs one benchmark; a missed target is a line in the table, never a failure, and what failed is told below it. Only
 * one in which nothing could be measured is a failure.
 */
async function main(args) {
  if (args.length === 0 || args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const { name, options } = readOptions(args);
  const { bench } = await benches[name]();
  const conditions = describeConditions();
  conditions.forEach(line => console.log(line));
  const failures = new Failures();
  const runs = [];
  for (let number = 1; number <= options.runs; number++) {
    const title = options.runs === 1 ? name : `${name}, run ${number}`;
    const rows = await failures.attempt(title, () =>
      bench({ ...options, failures }),
    );
    if (rows) {
      runs.push(rows);
    }
  }
  const rows = options.runs === 1 ? runs[0] ?? [] : mergeRuns(runs);
  if (rows.length) {
    console.log(`\n${formatTable(rows)}`);
  }
  if (failures.count) {
    console.log(`\nFailed, and not counted above:\n${failures}`);
  }
  if (options.json) {
    console.log(
      JSON.stringify({
        bench: name,
        options,
        conditions,
        rows,
        failures: failures.all,
      }),
    );
  }
  return rows.length ? 0 : 1;
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
