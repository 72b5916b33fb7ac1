import { execFile } from 'child_process';
import { cp, mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** Runs git without asking anybody and without hooks or settings of the machine. */
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

/**
 * `policies:push-branch`: commits the workspace on top of a branch of any git remote, a bare repository
 * in a folder among them, and pushes it as a new branch.
 */
export function createPushBranchAction() {
  return createTemplateAction({
    id: 'policies:push-branch',
    description:
      'Commits files of the workspace onto a new branch of a git remote: for hosts without a publish action of their own, such as a bare repository',
    schema: {
      input: {
        remote: z =>
          z.string().describe('URL, or the path of a bare repository'),
        branch: z =>
          z
            .string()
            .regex(
              /^(?!-)[A-Za-z0-9._/-]+$/,
              'a branch has letters, digits, ".", "_", "-" and "/"',
            ),
        baseBranch: z =>
          z
            .string()
            .regex(/^(?!-)[A-Za-z0-9._/-]+$/)
            .default('main'),
        message: z => z.string().min(1),
        sourcePath: z => z.string().default('.'),
        authorName: z => z.string().default('Policy portal'),
        authorEmail: z => z.string().default('policy-portal@localhost'),
      },
      output: {
        commit: z => z.string(),
        branch: z => z.string(),
      },
    },
    async handler(ctx) {
      const { remote, branch, baseBranch, message, sourcePath } = ctx.input;
      if (remote.startsWith('-')) {
        throw new InputError(`'${remote}' is no remote`);
      }
      const clone = await mkdtemp(join(tmpdir(), 'policies-push-'));
      try {
        try {
          await git(
            clone,
            'clone',
            '--quiet',
            '--no-tags',
            '--',
            remote,
            'work',
          );
        } catch (error) {
          throw new ServiceUnavailableError(
            `git host '${remote}' cannot be reached: ${lastLine(
              error,
            )}; nothing was pushed, run it again`,
          );
        }
        const work = join(clone, 'work');
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
                `'${remote}' has no branch '${baseBranch}' to begin from`,
              );
            });
        await git(
          work,
          'checkout',
          '--quiet',
          ...(base ? ['-B', branch, base] : ['--orphan', branch]),
        );
        await cp(resolveSafeChildPath(ctx.workspacePath, sourcePath), work, {
          recursive: true,
          filter: path => !/[/\\]\.git([/\\]|$)/.test(path),
        });
        await git(work, 'add', '--all');
        if (!(await git(work, 'status', '--porcelain'))) {
          throw new InputError(
            `branch '${baseBranch}' of '${remote}' holds these files already; change something first`,
          );
        }
        await git(
          work,
          '-c',
          `user.name=${ctx.input.authorName}`,
          '-c',
          `user.email=${ctx.input.authorEmail}`,
          'commit',
          '--quiet',
          '--message',
          message,
        );
        try {
          await git(
            work,
            'push',
            '--quiet',
            'origin',
            `HEAD:refs/heads/${branch}`,
          );
        } catch (error) {
          const line = lastLine(error);
          throw /rejected|non-fast-forward|fetch first/.test(`${error}`)
            ? new ConflictError(
                `branch '${branch}' of '${remote}' is there with other commits, or was force-pushed; nothing was overwritten: choose another branch`,
              )
            : new ServiceUnavailableError(
                `git host '${remote}' did not take the branch: ${line}`,
              );
        }
        ctx.output('commit', await git(work, 'rev-parse', 'HEAD'));
        ctx.output('branch', branch);
      } finally {
        await rm(clone, { recursive: true, force: true });
      }
    },
  });
}

function lastLine(error: unknown): string {
  const text = String((error as { stderr?: string }).stderr ?? error).trim();
  return text.slice(text.lastIndexOf('\n') + 1).replace(/^fatal: /, '');
}
