/** How many tests passed, failed and were skipped. */
export class Tally {
  constructor(passed = 0, failed = 0, skipped = 0) {
    this.passed = passed;
    this.failed = failed;
    this.skipped = skipped;
  }

  add(other) {
    return new Tally(
      this.passed + other.passed,
      this.failed + other.failed,
      this.skipped + other.skipped,
    );
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`;
  }

  /** From `jest --json`. A suite that did not even load is one failure. */
  static fromJest(report) {
    return new Tally(
      report.numPassedTests,
      report.numFailedTests + report.numRuntimeErrorTestSuites,
      report.numPendingTests + report.numTodoTests,
    );
  }

  /** From Playwright's JSON reporter. What broke outside of a test is a failure too. */
  static fromPlaywright(report) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    return new Tally(
      expected,
      unexpected + flaky + (report.errors?.length ?? 0),
      skipped,
    );
  }

  /** From the summary that `node --test` prints in TAP. */
  static fromTap(output) {
    const count = name =>
      Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
    return new Tally(
      count('pass'),
      count('fail') + count('cancelled'),
      count('skipped') + count('todo'),
    );
  }
}
