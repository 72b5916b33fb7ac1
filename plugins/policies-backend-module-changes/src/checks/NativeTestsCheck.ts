import {
  Check,
  CheckContext,
  CheckOutcome,
} from '@internal/plugin-policies-node';

/** The tests of the engine's own format pass, where the set has some. */
export class NativeTestsCheck implements Check {
  readonly name = 'native-tests';
  readonly title = 'Native tests';
  readonly blocking = true;

  run({ proposed }: CheckContext): Promise<CheckOutcome> {
    return proposed.use(async draft => {
      const results = await draft?.ready.engine.runNativeTests?.(
        draft.ready.bundle,
      );
      if (!results?.length) {
        return {
          state: 'skipped',
          summary: draft
            ? 'The set has no tests of the engine’s own format'
            : 'The files do not compile; see validation',
        };
      }
      const bad = results.filter(
        ({ status }) => status === 'failed' || status === 'error',
      );
      return {
        state: bad.length ? 'failed' : 'passed',
        summary: `${results.length - bad.length} of ${
          results.length
        } tests pass`,
        log: bad.map(
          ({ name, file, message }) =>
            `${file ? `${file}: ` : ''}${name}: ${message ?? 'failed'}`,
        ),
      };
    });
  }
}
