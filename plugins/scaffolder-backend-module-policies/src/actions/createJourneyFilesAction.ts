import { mkdir, writeFile } from 'fs/promises';
import { dirname } from 'path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { Draft } from '@internal/plugin-policies-common';
import { PolicyPortal } from '../PolicyPortal';

/** `policies:journey-files`: writes what a journey comes to into the workspace. */
export function createJourneyFilesAction(portal: PolicyPortal) {
  return createTemplateAction({
    id: 'policies:journey-files',
    description:
      'Writes the policy set of a journey into the workspace, with the workflow that checks it and its code owners',
    schema: {
      input: {
        journey: z => z.string().describe('Id of the journey'),
        targetPath: z =>
          z
            .string()
            .optional()
            .describe('Folder of the workspace; by default its root'),
      },
      output: {
        paths: z => z.array(z.string()).describe('Paths of the files'),
      },
    },
    async handler(ctx) {
      const { journey, targetPath = '.' } = ctx.input;
      const { files } = await portal.call<Draft>(
        await ctx.getInitiatorCredentials(),
        'GET',
        `/journeys/${encodeURIComponent(journey)}/repository`,
      );
      const root = resolveSafeChildPath(ctx.workspacePath, targetPath);
      for (const { path, content } of files) {
        const target = resolveSafeChildPath(root, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
      ctx.logger.info(`Wrote ${files.length} files of journey ${journey}`);
      ctx.output(
        'paths',
        files.map(({ path }) => path),
      );
    },
  });
}
