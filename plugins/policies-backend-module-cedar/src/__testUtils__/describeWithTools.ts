import { findEngineBinary } from '@internal/plugin-policies-node';

/**
 * `describe` for tests that need the programs of the analyzer: where one is missing they are skipped, with
 * the fix in their name, as not every machine can have them.
 */
export function describeWithTools(title: string, tests: () => void): void {
  if (findEngineBinary('cedar') && findEngineBinary('cvc5')) {
    describe(title, tests);
  } else {
    // eslint-disable-next-line jest/no-disabled-tests, jest/valid-title
    describe.skip(
      `${title}: needs 'cedar' and 'cvc5', which 'npm run engines -- install' gets`,
      tests,
    );
  }
}
