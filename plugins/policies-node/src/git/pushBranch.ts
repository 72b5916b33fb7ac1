import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { GitRemote, shownRemote } from './GitRemote';
import { lastLine, RECEIVE_PACK, runGit, UPLOAD_PACK } from './runGit';

const BRANCH = /^(?!-)[A-Za-z0-9._/-]+$/;

/** Makes an empty bare repository where there is none. */
export async function ensureBareRepository(path: string): Promise<void> {
  await runGit('/', ['init', '--quiet', '--bare', '--', path]);
}

async function checkBranch(name: string, folder: string): Promise<void> {
  const isBranch =
    BRANCH.test(name) &&
    (await runGit(folder, ['check-ref-format', '--branch', name]).then(
      () => true,
      () => false,
    ));
  if (!isBranch) {
    throw new InputError(
      `'${name}' is no branch: use letters, digits, ".", "_", "-" and "/"`,
    );
  }
}

/**
 * Commits what `write` puts into a checkout onto a new branch, on top of a base branch, and pushes it.
 * Nothing on the remote is overwritten.
 *
 * @param options - `remote`: as `parseGitRemote` or, for one that others name, `GitRemoteRules` gives it.
 * An empty one gets the branch as its first
 * @returns the commit
 * @throws ServiceUnavailableError when the host cannot be reached or does not take the branch,
 * ConflictError when the branch is there with other commits, InputError when there is nothing to commit
 */
export async function pushBranch(options: {
  remote: GitRemote;
  branch: string;
  baseBranch: string;
  message: string;
  author: { name: string; email: string };
  write: (checkout: string) => Promise<void>;
}): Promise<string> {
  const { remote, branch, baseBranch, message, author, write } = options;
  const { address, protocol } = remote;
  const shown = shownRemote(address);
  const folder = await mkdtemp(join(tmpdir(), 'policies-push-'));
  const words = (error: unknown) => lastLine(error).replaceAll(address, shown);
  const git = (at: string, ...args: string[]) => runGit(at, args);
  try {
    await checkBranch(branch, folder);
    await checkBranch(baseBranch, folder);
    try {
      await runGit(
        folder,
        [
          ...['clone', '--quiet', '--no-tags', '--no-local', '--template='],
          ...[UPLOAD_PACK, '--', address, 'work'],
        ],
        protocol,
      );
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
      await runGit(
        work,
        [
          ...['push', '--quiet', '--no-verify', RECEIVE_PACK],
          ...['origin', `HEAD:refs/heads/${branch}`],
        ],
        protocol,
      );
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
  remote: GitRemote;
  branch: string;
  baseBranch: string;
  commit: string;
}): Promise<'open' | 'merged' | 'moved' | 'gone'> {
  const { remote, branch, baseBranch, commit } = options;
  const { address, protocol } = remote;
  const folder = await mkdtemp(join(tmpdir(), 'policies-look-'));
  try {
    await runGit(
      folder,
      [
        ...['clone', '--quiet', '--bare', '--no-local', '--template='],
        ...[UPLOAD_PACK, '--', address, 'look.git'],
      ],
      protocol,
    );
    const look = join(folder, 'look.git');
    const headOf = (name: string) =>
      runGit(look, ['rev-parse', '--verify', `refs/heads/${name}`]).catch(
        () => undefined,
      );
    const [head, base] = [await headOf(branch), await headOf(baseBranch)];
    const isIn = async (tip: string | undefined) =>
      tip !== undefined &&
      (await runGit(look, ['merge-base', '--is-ancestor', commit, tip]).then(
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
      `git host '${shownRemote(address)}' cannot be reached: ${lastLine(
        error,
      ).replaceAll(address, shownRemote(address))}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
