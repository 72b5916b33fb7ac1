import { CaseResult } from '@internal/plugin-policies-common';
import {
  Check,
  CheckContext,
  CheckOutcome,
  countCases,
  runCases,
} from '@internal/plugin-policies-node';

const AT_ONCE = 50;

/** Every case passes on the proposed files. */
export class CasesCheck implements Check {
  readonly name = 'cases';
  readonly title = 'Cases';
  readonly blocking = true;

  run({ proposed, signal, progress }: CheckContext): Promise<CheckOutcome> {
    return proposed.use(async draft => {
      if (!draft) {
        return {
          state: 'failed',
          summary: 'The files do not compile; see validation',
        };
      }
      const { cases } = draft.ready;
      if (!cases.length) {
        return {
          state: 'failed',
          summary: 'There is no case',
          log: [
            'Add cases under tests/, so that reviewers see what the set decides.',
          ],
        };
      }
      const results: CaseResult[] = [];
      while (results.length < cases.length) {
        signal.throwIfAborted();
        results.push(
          ...(await runCases(
            draft.compiled,
            cases.slice(results.length, results.length + AT_ONCE),
          )),
        );
        if (results.length < cases.length) {
          await progress(`${results.length} of ${cases.length} cases`);
        }
      }
      const { total, passed, failed } = countCases(results);
      return {
        state: failed ? 'failed' : 'passed',
        summary: `${passed} of ${total} cases pass`,
        log: results
          .filter(({ status }) => status !== 'passed')
          .map(
            ({ case: { name }, file, message }) =>
              `${file}: '${name}': ${message}`,
          ),
      };
    });
  }
}
