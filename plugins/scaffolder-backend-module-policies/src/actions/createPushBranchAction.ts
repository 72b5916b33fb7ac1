import { cp } from 'fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { GitRemoteRules, pushBranch } from '@internal/plugin-policies-node';

/**
 * `policies:push-branch`: commits the workspace on top of a branch of a git remote and pushes it as a new
 * branch. Whoever writes a template names the remote, so the rules say which there may be.
 */
export function createPushBranchAction(rules: GitRemoteRules) {
  return createTemplateAction({
    id: 'policies:push-branch',
    description:
      'Commits files of the workspace onto a new branch of a git remote: for hosts without a publish action of their own, such as a bare repository',
    schema: {
      input: {
        remote: z =>
          z
            .string()
            .describe(
              'URL with https or ssh; http hosts and paths of bare repositories as the configuration names them',
            ),
        branch: z => z.string(),
        baseBranch: z => z.string().optional().describe('By default main'),
        message: z => z.string().min(1),
        sourcePath: z =>
          z
            .string()
            .optional()
            .describe('Folder of the workspace; by default its root'),
        authorName: z =>
          z.string().optional().describe('By default Policy portal'),
        authorEmail: z =>
          z.string().optional().describe('By default policy-portal@localhost'),
      },
      output: {
        commit: z => z.string(),
        branch: z => z.string(),
      },
    },
    async handler(ctx) {
      // The scaffolder checks inputs against the schema, but fills in no defaults of it.
      const {
        sourcePath = '.',
        baseBranch = 'main',
        authorName = 'Policy portal',
        authorEmail = 'policy-portal@localhost',
        ...input
      } = ctx.input;
      const source = resolveSafeChildPath(ctx.workspacePath, sourcePath);
      const commit = await pushBranch({
        ...input,
        remote: await rules.check(input.remote),
        baseBranch,
        author: { name: authorName, email: authorEmail },
        write: checkout =>
          cp(source, checkout, {
            recursive: true,
            filter: path => !/[/\\]\.git([/\\]|$)/.test(path),
          }),
      });
      ctx.output('commit', commit);
      ctx.output('branch', input.branch);
    },
  });
}
