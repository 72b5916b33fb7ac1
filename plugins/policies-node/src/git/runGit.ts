import { execFile } from 'child_process';
import { promisify } from 'util';
import { GitProtocol } from './GitRemote';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** Settings of every call, which count more than those of a repository that somebody else made. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.alternateRefsCommand=true',
  'core.fsmonitor=false',
  'core.symlinks=false',
  'credential.helper=',
  'core.askPass=true',
  'http.followRedirects=false',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'gc.auto=0',
].flatMap(setting => ['-c', setting]);

/** The other side of a repository on this machine, which is told no settings by itself. */
const OTHER_SIDE = `git ${SETTINGS.join(' ')}`;
export const UPLOAD_PACK = `--upload-pack=${OTHER_SIDE} upload-pack`;
export const RECEIVE_PACK = `--receive-pack=${OTHER_SIDE} receive-pack`;

const SSH = [
  'ssh',
  '-F none',
  '-oBatchMode=yes',
  '-oStrictHostKeyChecking=yes',
  '-oPermitLocalCommand=no',
  '-oClearAllForwardings=yes',
].join(' ');

/**
 * Runs git without asking anybody, and without hooks, helpers or settings of the machine or of a
 * repository.
 *
 * @param protocol - the only one it may use; without, it reaches nothing
 */
export async function runGit(
  folder: string,
  args: string[],
  protocol?: GitProtocol,
): Promise<string> {
  const { stdout } = await run('git', [...SETTINGS, ...args], {
    cwd: folder,
    timeout: TIMEOUT_MS,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LC_ALL: 'C',
      GIT_ALLOW_PROTOCOL: protocol ?? 'none',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_SSH_COMMAND: SSH,
      GIT_TERMINAL_PROMPT: '0',
    },
  });
  return stdout.trim();
}

/** What git said last, without its "fatal:". */
export function lastLine(error: unknown): string {
  const text = String((error as { stderr?: string }).stderr ?? error).trim();
  return text.slice(text.lastIndexOf('\n') + 1).replace(/^fatal: /, '');
}
