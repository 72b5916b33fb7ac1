import { PolicyFile } from '@internal/plugin-policies-common';
import { ENTITIES_FILE, FileReading } from '@internal/plugin-policies-node';
import { isPolicyFile, MODEL_FILE } from './files';

const MODEL = /^[ \t]*\[request_definition\][ \t\r]*$/m;

/** What a file of a set is to Casbin. */
export function describeFile({
  path,
  content,
}: PolicyFile): FileReading | undefined {
  if (path === MODEL_FILE) {
    return { use: 'model' };
  }
  if (path === ENTITIES_FILE) {
    return { use: 'entities' };
  }
  if (path.endsWith('.csv')) {
    return { use: isPolicyFile(path) ? 'policy' : 'roles' };
  }
  return MODEL.test(content) && !/\.(md|adoc|rst)$/i.test(path)
    ? {
        refused: {
          message: `'${path}' is a Casbin model that is not read: a set has one model, '${MODEL_FILE}'`,
          help: `Make it '${MODEL_FILE}', or a policy set of its own, or leave it out.`,
        },
      }
    : undefined;
}
