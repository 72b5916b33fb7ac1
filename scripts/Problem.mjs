/** Something that stops a command and that a person can mend. */
export class Problem extends Error {
  /**
   * @param {string} message - what is wrong, with the thing named in quotes
   * @param {string} mend - what to do about it
   */
  constructor(message, mend) {
    super(message);
    this.name = 'Problem';
    this.mend = mend;
  }
}

/** Prints what is wrong and, below it, what to do. */
export function printProblem(problem) {
  console.error(`\n✗ ${problem.message}`);
  console.error(`  ${problem.mend.split('\n').join('\n  ')}\n`);
}
