/** Why a JSON text is not read, and where. */
export class JsonError extends Error {
  name = 'JsonError' as const;
  /** Lines and columns count from 1. */
  readonly line: number;
  readonly column: number;

  /**
   * @param problem - names the thing
   * @param help - what to do about it
   * @param text - the whole text
   * @param offset - where the thing begins
   * @param length - of the thing
   */
  constructor(
    readonly problem: string,
    readonly help: string,
    text: string,
    readonly offset: number,
    readonly length: number = 1,
  ) {
    const lines = text.slice(0, offset).split('\n');
    const column = lines[lines.length - 1].length + 1;
    super(`${problem} (line ${lines.length}, column ${column})`);
    this.line = lines.length;
    this.column = column;
  }
}
