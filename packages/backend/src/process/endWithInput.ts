import { Readable } from 'stream';

/** As long as the command that started it would have waited. */
const GRACE_MS = 3_000;

/** Ends this process as a command would that asks for it: by force when it takes too long. */
export function endItself(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

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
