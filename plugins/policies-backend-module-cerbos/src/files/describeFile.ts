import {
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import { ENTITIES_FILE, FileReading } from '@internal/plugin-policies-node';
import { isHidden, isNativeTest, isPolicy, isSchema } from './readSetFiles';

/** What a file of a set is to Cerbos. */
export function describeFile(file: PolicyFile): FileReading | undefined {
  const { path } = file;
  if (path === ENTITIES_FILE) {
    return { use: 'entities' };
  }
  if (isSchema(path)) {
    return { use: 'schema' };
  }
  const value = /\.(ya?ml|json)$/.test(path) ? readPlain(file) : undefined;
  const isWritten =
    isRecord(value) && /^api\.cerbos\.dev\//.test(String(value.apiVersion));
  if (isNativeTest(file)) {
    return isWritten
      ? {
          refused: {
            message: `'${path}' is a Cerbos policy that is not read: Cerbos takes files in 'testdata/' and those whose names end in '_test' for tests`,
            help: 'Rename or move it, or leave it out.',
          },
        }
      : { use: 'native-test' };
  }
  const isPlaced = /^policies\/.*\.(ya?ml|json)$/.test(path);
  if (isHidden(path) && (isPlaced || isWritten)) {
    return {
      refused: {
        message: `'${path}' is not read: Cerbos ignores files and folders whose names begin with a dot`,
        help: 'Rename it without the dot, or leave it out.',
      },
    };
  }
  if (isPolicy(file)) {
    return {
      use: isRecord(value) && value.disabled === true ? 'unused' : 'policy',
    };
  }
  if (isWritten) {
    return {
      refused: {
        message: `'${path}' is a Cerbos policy that is not read: policies stand below 'policies/'`,
        help: `Move it to 'policies/${path}', or leave it out.`,
      },
    };
  }
  return undefined;
}
