import { checkUse } from './checkUse';
import { ParsedModule } from './parseFiles';

/** A module with one rule that is always true. */
function moduleOf(path: string, name: string, rule: string): ParsedModule {
  return {
    file: { path, content: '' },
    tree: {
      package: {
        path: [
          { type: 'var', value: 'data' },
          { type: 'string', value: name },
        ],
      },
      rules: [
        {
          head: { name: rule, ref: [{ type: 'var', value: rule }] },
          location: { row: 3, col: 1 },
        },
      ],
    },
  };
}

describe('checkUse', () => {
  it('names a shared package that no policy reads', () => {
    expect(
      checkUse(
        [
          moduleOf('p.rego', 'app', 'allow'),
          moduleOf('lib/v.rego', 'checks', 'violation'),
        ],
        [moduleOf('v_test.rego', 'checks_test', 'test_violation')],
      ),
    ).toEqual([
      expect.objectContaining({
        severity: 'warning',
        file: 'lib/v.rego',
        message:
          "no policy reads package 'checks' of 'lib/v.rego', so that no decision depends on it",
      }),
    ]);
  });
});
