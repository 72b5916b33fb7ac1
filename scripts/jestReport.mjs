import { relative } from 'node:path';

/**
 * The slowest test files of a report of `jest --json`, slowest first.
 *
 * @param root - folder that names are given from
 * @returns lines such as `plugins/a/src/b.test.ts 12 s`
 */
export function slowestOf({ testResults }, root, count = 10) {
  return testResults
    .map(({ name, startTime, endTime }) => ({
      name,
      seconds: (endTime - startTime) / 1_000,
    }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(
      ({ name, seconds }) => `${relative(root, name)} ${Math.round(seconds)} s`,
    );
}

/** Each test file that failed, with what failed in it. */
export function failuresOf({ testResults }) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => `${name}\n${message}`);
}
