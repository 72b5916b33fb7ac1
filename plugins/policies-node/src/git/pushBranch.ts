import { execFile } from 'child_process';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;
const BRANCH = /^(?!-)[A-Za-z0-9._/-]+$/;

/** Runs git without asking anybody, and without hooks or settings of the machine. */
async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd: folder,
    timeout: TIMEOUT_MS,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  });
  return stdout.trim();
}

/** A remote as it may be shown: without credentials. */
export function shownRemote(remote: string): string {
  return remote.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}

/** Makes an empty bare repository where there is none. */
export async function ensureBareRepository(path: string): Promise<void> {
  await run('git', ['init', '--quiet', '--bare', '--', path], {
    timeout: TIMEOUT_MS,
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: '/' },
  });
}

/**
 * Commits what `write` puts into a checkout onto a new branch, on top of a base branch, and pushes it.
 * Nothing on the remote is overwritten.
 *
 * @param options - `remote`: a URL, or the path of a bare repository. An empty one gets the branch as its
 * first
 * @returns the commit
 * @throws ServiceUnavailableError when the host cannot be reached or does not take the branch,
 * ConflictError when the branch is there with other commits, InputError when there is nothing to commit
 */
export async function pushBranch(options: {
  remote: string;
  branch: string;
  baseBranch: string;
  message: string;
  author: { name: string; email: string };
  write: (checkout: string) => Promise<void>;
}): Promise<string> {
  const { remote, branch, baseBranch, message, author, write } = options;
  const shown = shownRemote(remote);
  if (remote.startsWith('-')) {
    throw new InputError(`'${shown}' is no remote`);
  }
  for (const name of [branch, baseBranch]) {
    if (!BRANCH.test(name)) {
      throw new InputError(
        `'${name}' is no branch: use letters, digits, ".", "_", "-" and "/"`,
      );
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'policies-push-'));
  const words = (error: unknown) => lastLine(error).replaceAll(remote, shown);
  try {
    try {
      await git(folder, 'clone', '--quiet', '--no-tags', '--', remote, 'work');
    } catch (error) {
      throw new ServiceUnavailableError(
        `git host '${shown}' cannot be reached: ${words(
          error,
        )}; nothing was pushed, try again`,
      );
    }
    const work = join(folder, 'work');
    const isEmpty = !(await git(work, 'branch', '--remotes', '--list'));
    const base = isEmpty
      ? undefined
      : await git(
          work,
          'rev-parse',
          '--verify',
          `refs/remotes/origin/${baseBranch}`,
        ).catch(() => {
          throw new InputError(
            `'${shown}' has no branch '${baseBranch}' to begin from`,
          );
        });
    await git(
      work,
      'checkout',
      '--quiet',
      ...(base ? ['-B', branch, base] : ['--orphan', branch]),
    );
    await write(work);
    await git(work, 'add', '--all');
    if (!(await git(work, 'status', '--porcelain'))) {
      throw new InputError(
        `branch '${baseBranch}' of '${shown}' holds these files already; change something first`,
      );
    }
    await git(
      work,
      ...['-c', `user.name=${author.name}`],
      ...['-c', `user.email=${author.email}`],
      ...['commit', '--quiet', '--message', message],
    );
    try {
      await git(work, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    } catch (error) {
      throw /rejected|non-fast-forward|fetch first/.test(`${error}`)
        ? new ConflictError(
            `branch '${branch}' of '${shown}' is there with other commits, or was force-pushed; nothing was overwritten: choose another branch`,
          )
        : new ServiceUnavailableError(
            `git host '${shown}' did not take the branch: ${words(error)}`,
          );
    }
    return await git(work, 'rev-parse', 'HEAD');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Looks what became of a branch that was pushed.
 *
 * @param options - `commit`: what {@link pushBranch} gave
 * @throws ServiceUnavailableError when the host cannot be reached
 */
export async function branchState(options: {
  remote: string;
  branch: string;
  baseBranch: string;
  commit: string;
}): Promise<'open' | 'merged' | 'moved' | 'gone'> {
  const { remote, branch, baseBranch, commit } = options;
  const folder = await mkdtemp(join(tmpdir(), 'policies-look-'));
  try {
    await git(folder, 'clone', '--quiet', '--bare', '--', remote, 'look.git');
    const look = join(folder, 'look.git');
    const headOf = (name: string) =>
      git(look, 'rev-parse', '--verify', `refs/heads/${name}`).catch(
        () => undefined,
      );
    const [head, base] = [await headOf(branch), await headOf(baseBranch)];
    const isIn = async (tip: string | undefined) =>
      tip !== undefined &&
      (await git(look, 'merge-base', '--is-ancestor', commit, tip).then(
        () => true,
        () => false,
      ));
    if (branch !== baseBranch && (await isIn(base))) {
      return 'merged';
    }
    if (head === undefined) {
      return 'gone';
    }
    return head === commit ? 'open' : 'moved';
  } catch (error) {
    throw new ServiceUnavailableError(
      `git host '${shownRemote(remote)}' cannot be reached: ${lastLine(
        error,
      ).replaceAll(remote, shownRemote(remote))}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lastLine(error: unknown): string {
  const text = String((error as { stderr?: string }).stderr ?? error).trim();
  return text.slice(text.lastIndexOf('\n') + 1).replace(/^fatal: /, '');
}
