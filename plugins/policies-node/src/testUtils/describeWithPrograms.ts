import { EngineBinary, findEngineBinary } from '../remote/findEngineBinary';

/**
 * `describe` for tests that need programs which not every machine can have: where one is missing they are
 * skipped, with the fix in their name, in CI too.
 */
export function describeWithPrograms(
  names: EngineBinary[],
  title: string,
  tests: () => void,
): void {
  const missing = names.filter(name => !findEngineBinary(name));
  if (missing.length) {
    // eslint-disable-next-line jest/no-disabled-tests, jest/valid-title
    describe.skip(
      `${title}: needs '${missing.join(
        "' and '",
      )}', which 'npm run engines -- install' gets`,
      tests,
    );
  } else {
    describe(title, tests);
  }
}
