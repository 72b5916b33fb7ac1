import { readdir, readFile } from 'fs/promises';
import { join, relative, sep } from 'path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  MANIFEST_FILE,
  PolicyFile,
  readManifest,
} from '@internal/plugin-policies-common';
import { ClientOfInitiator } from '../clientOfInitiator';

async function filesBelow(root: string, folder = root): Promise<PolicyFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry): Promise<PolicyFile[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === '.git' ? [] : filesBelow(root, path);
      }
      // What a link points at may lie outside the workspace.
      return entry.isFile()
        ? [
            {
              path: relative(root, path).split(sep).join('/'),
              content: await readFile(path, 'utf8'),
            },
          ]
        : [];
    }),
  );
  return files.flat();
}

/** `policies:open-change`: proposes a folder of the workspace as a change. */
export function createOpenChangeAction(clientOf: ClientOfInitiator) {
  return createTemplateAction({
    id: 'policies:open-change',
    description: 'Proposes a policy set of the workspace as a change',
    schema: {
      input: {
        sourcePath: z =>
          z
            .string()
            .optional()
            .describe(
              `Folder of the workspace that holds ${MANIFEST_FILE}; by default its root`,
            ),
        title: z => z.string().describe('What the change does, in a few words'),
        description: z => z.string().optional(),
        submit: z =>
          z
            .boolean()
            .optional()
            .describe('Ask for review at once; by default true'),
      },
      output: {
        change: z => z.string().describe('Id of the change'),
        path: z => z.string().describe('Its page in the portal'),
        set: z => z.string(),
      },
    },
    async handler(ctx) {
      // The scaffolder checks inputs against the schema, but fills in no defaults of it.
      const { sourcePath = '.', title, description, submit = true } = ctx.input;
      const files = await filesBelow(
        resolveSafeChildPath(ctx.workspacePath, sourcePath),
      );
      const manifest = files.find(({ path }) => path === MANIFEST_FILE);
      const read = manifest && readManifest(manifest.content);
      if (!read?.manifest) {
        throw new InputError(
          `'${sourcePath}' holds no policy set: ${
            read?.diagnostics[0]?.message ?? `there is no '${MANIFEST_FILE}'`
          }`,
        );
      }
      const set = read.manifest.metadata.name;
      const change = await clientOf(ctx).createChange({
        set,
        title,
        description,
        files,
        submit,
      });
      ctx.logger.info(`Opened change ${change.id} of policy set '${set}'`);
      ctx.output('change', change.id);
      ctx.output('path', `/changes/${change.id}`);
      ctx.output('set', set);
    },
  });
}
