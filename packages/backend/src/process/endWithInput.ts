import { Readable } from 'stream';

/**
 * Ends the process when its standard input does, as when the command that started it was killed: it would hold
 * the port and the databases, and nobody would know of it.
 *
 * @param environment - `PORTAL_ENDS_WITH_INPUT` says that the input is a pipe of such a command
 */
export function endWithInput(
  input: Pick<Readable, 'on' | 'resume'>,
  end: () => void,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  if (environment.PORTAL_ENDS_WITH_INPUT) {
    input.on('end', end);
    input.on('error', end);
    input.resume();
  }
}
