import { isCaseFile, PolicyFile } from '@internal/plugin-policies-common';
import { ENTITIES_FILE, FileReading } from '@internal/plugin-policies-node';
import { isDataFile, isPolicyFile, isTestFile } from './regoFiles';

/** What a file of a set is to OPA. */
export function describeFile({ path }: PolicyFile): FileReading | undefined {
  if (isTestFile(path)) {
    return { use: 'native-test' };
  }
  if (path.endsWith('.rego')) {
    return { use: isPolicyFile(path) ? 'policy' : 'library' };
  }
  if (path === ENTITIES_FILE) {
    return { use: 'entities' };
  }
  if (isCaseFile(path)) {
    return undefined;
  }
  if (isDataFile(path)) {
    return { use: 'data' };
  }
  return /\.(json|ya?ml)$/.test(path)
    ? {
        refused: {
          message: `'${path}' is not read: of a bundle, OPA reads data only from files named 'data.json', 'data.yaml' or 'data.yml'`,
          help: `Rename it to '${path.replace(
            /\.[^.]+$/,
            '',
          )}/data${/\.[^.]+$/.exec(path)}' if policies read it as 'data.${path
            .replace(/\.[^.]+$/, '')
            .replaceAll('/', '.')}', or leave it out.`,
        },
      }
    : undefined;
}
