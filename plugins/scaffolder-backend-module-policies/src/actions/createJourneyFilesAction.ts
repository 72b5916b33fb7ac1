import { mkdir, writeFile } from 'fs/promises';
import { dirname, posix } from 'path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { MANIFEST_FILE } from '@internal/plugin-policies-common';
import { ClientOfInitiator } from '../clientOfInitiator';

/** `policies:journey-files`: writes what a journey comes to into the workspace. */
export function createJourneyFilesAction(clientOf: ClientOfInitiator) {
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
        folder: z =>
          z.string().describe('Folder of the workspace with the policy set'),
      },
    },
    async handler(ctx) {
      const { journey, targetPath = '.' } = ctx.input;
      const { files } = await clientOf(ctx).getJourneyRepositoryFiles(journey);
      const root = resolveSafeChildPath(ctx.workspacePath, targetPath);
      const paths: string[] = [];
      for (const { path, content } of files) {
        const target = resolveSafeChildPath(root, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
        paths.push(path);
      }
      ctx.logger.info(`Wrote ${paths.length} files of journey ${journey}`);
      ctx.output('paths', paths);
      const manifest = paths.find(
        path => posix.basename(path) === MANIFEST_FILE,
      );
      if (manifest) {
        ctx.output(
          'folder',
          posix.normalize(posix.join(targetPath, posix.dirname(manifest))),
        );
      }
    },
  });
}
