import { Writable } from 'stream';

/**
 * Ends the process when nobody reads its output any more, as when the command that started it was killed:
 * otherwise each line that cannot be written is an error to be logged, for ever.
 *
 * @param outputs - standard output and standard error
 */
export function endWithOutput(
  outputs: Array<Pick<Writable, 'on'>>,
  end: () => void,
): void {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') {
        end();
      }
    });
  }
}
