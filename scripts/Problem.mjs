/** Something that stops a command and that a person can fix. */
export class Problem extends Error {
  /**
   * @param {string} message - what is wrong, with the thing named in quotes
   * @param {string} fix - what to do about it
   */
  constructor(message, fix) {
    super(message);
    this.name = 'Problem';
    this.fix = fix;
  }
}

/** Prints what is wrong and, below it, what to do. */
export function printProblem(problem) {
  console.error(`\n✗ ${problem.message}`);
  console.error(`  ${problem.fix.split('\n').join('\n  ')}\n`);
}
