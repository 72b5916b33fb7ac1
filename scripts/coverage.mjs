import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fromRoot, onEnd } from './processes.mjs';

const FLOORS = 'scripts/coverageFloors.json';
/** A package this far above its floor is named: what it gained is to be kept. */
const KEPT_POINTS = 2;
const ROOMY_POINTS = 4;

/** Percent of lines by package, that its own tests have to reach. */
export function readFloors() {
  return JSON.parse(readFileSync(fromRoot(FLOORS), 'utf8')).lines;
}

/**
 * Has jest measure the packages that have a floor, and no others: to instrument takes time.
 *
 * @returns `options` for jest; `read` gives its summary, or undefined where it wrote none
 */
export function measureCoverage(floors) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-coverage-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const measured = Object.keys(floors).join('|');
  const file = join(folder, 'coverage-summary.json');
  return {
    options: [
      '--coverage',
      '--coverageReporters=json-summary',
      `--coverageDirectory=${folder}`,
      `--coveragePathIgnorePatterns=^(?!.*/plugins/(${measured})/src/)`,
      '--coveragePathIgnorePatterns=/(__testUtils__|testUtils|testing)/',
      '--coveragePathIgnorePatterns=\\.test\\.tsx?$',
    ],
    read: () =>
      existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    remove,
  };
}

/** Percent of lines by package, from jest's summary of files. */
export function linesByPackage(summary, root) {
  const counts = {};
  for (const [file, { lines }] of Object.entries(summary)) {
    const [plugins, name] = relative(root, file).split(/[\\/]/);
    if (plugins === 'plugins') {
      counts[name] ??= { total: 0, covered: 0 };
      counts[name].total += lines.total;
      counts[name].covered += lines.covered;
    }
  }
  return Object.fromEntries(
    Object.entries(counts).map(([name, { total, covered }]) => [
      name,
      (100 * covered) / total,
    ]),
  );
}

/**
 * Holds what was measured against the floors.
 *
 * @returns `failures` and `hints`, each a sentence that names the package
 */
export function compareWithFloors(measured, floors) {
  const failures = [];
  const hints = [];
  for (const [name, floor] of Object.entries(floors)) {
    const lines = measured[name];
    if (lines === undefined) {
      failures.push(
        `Coverage of ${name} was not measured, and its floor is ${floor} % of lines; take it out of ${FLOORS} if the package is gone`,
      );
    } else if (lines < floor) {
      failures.push(
        `Coverage of ${name} is ${lines.toFixed(
          1,
        )} % of lines, below its floor of ${floor} %: add tests in the package for what is new`,
      );
    } else if (lines > floor + ROOMY_POINTS) {
      hints.push(
        `Coverage of ${name} is ${lines.toFixed(
          1,
        )} % of lines: raise its floor in ${FLOORS} from ${floor} to ${Math.floor(
          lines - KEPT_POINTS,
        )}`,
      );
    }
  }
  return { failures, hints };
}

/** The check of `npm test`. @param summary - of jest; undefined where nothing was measured */
export function checkCoverage(summary, floors) {
  const { failures, hints } = compareWithFloors(
    summary ? linesByPackage(summary, fromRoot()) : {},
    floors,
  );
  [...failures, ...hints].forEach(line => console.log(line));
  return {
    ok: failures.length === 0,
    note: `${Object.keys(floors).length - failures.length} of ${
      Object.keys(floors).length
    } packages keep their floor`,
  };
}
