import { CerbosPolicy } from './policySchema';
import { readsClock } from './readsClock';

const withExpression = (expr: string) =>
  ({
    apiVersion: 'api.cerbos.dev/v1',
    metadata: { annotations: { note: 'asks now()' } },
    resourcePolicy: {
      resource: 'doc',
      rules: [
        {
          actions: ['read'],
          effect: 'EFFECT_ALLOW',
          condition: { match: { all: { of: [{ expr }] } } },
        },
      ],
      constants: { local: { text: 'now()' } },
    },
  } as unknown as CerbosPolicy);

describe('readsClock', () => {
  it.each([
    'now() > timestamp(R.attr.until)',
    'now\n() > R.attr.until',
    'now // the time\n ( ).getHours() > 6',
    'timestamp(R.attr.made).timeSince() < duration("1h")',
    `R.attr.a == "\\"" && now() > R.attr.b`,
    `R.attr.a == r"\\" && now() > R.attr.b`,
    `R.attr.a == '''it's''' && now() > R.attr.b`,
    `"a" + "unfinished`,
  ])('finds the clock in %j', expression => {
    expect(readsClock(withExpression(expression))).toBe(true);
  });

  it.each([
    'R.attr.note == "now()"',
    `R.attr.note == 'timeSince()' // now()`,
    'R.attr.now && R.attr.timeSince',
    'R.attr.knownow(1)',
    'timestamp(R.attr.made).getHours() < 6',
    `R.attr.note == """say "now()" """`,
  ])('finds none in %j', expression => {
    expect(readsClock(withExpression(expression))).toBe(false);
  });

  it('finds the clock in variables, and reads long texts in one go', () => {
    expect(
      readsClock({
        apiVersion: 'api.cerbos.dev/v1',
        exportVariables: { name: 'times', definitions: { late: 'now() > a' } },
      } as unknown as CerbosPolicy),
    ).toBe(true);
    const started = process.cpuUsage();
    expect(readsClock(withExpression(`"""\\"`.repeat(100_000)))).toBe(true);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
