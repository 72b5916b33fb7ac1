import { posix } from 'path';
import {
  isCaseFile,
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import { ENTITIES_FILE, FileReading } from '@internal/plugin-policies-node';
import { isNativeTestFile } from './nativeTestFile';
import { ACTIONS_FILE } from './readActions';
import { MODEL_FILE } from './readModel';
import { TUPLES_FILE } from './readTuples';

const OWN = {
  [MODEL_FILE]: 'model',
  [ACTIONS_FILE]: 'actions',
  [TUPLES_FILE]: 'tuples',
  [ENTITIES_FILE]: 'entities',
} as const;

/** What a file of a set is to OpenFGA. */
export function describeFile(
  file: PolicyFile,
  files: PolicyFile[],
): FileReading | undefined {
  const { path } = file;
  if (Object.hasOwn(OWN, path)) {
    return { use: OWN[path as keyof typeof OWN] };
  }
  if (isNativeTestFile(path)) {
    return describeTest(file, files);
  }
  if (isNamedByTest(path, files)) {
    return { use: 'native-test' };
  }
  if (isCaseFile(path)) {
    return undefined;
  }
  const refuse = (what: string, help: string): FileReading => ({
    refused: { message: `'${path}' is not read: ${what}`, help },
  });
  if (path.endsWith('.fga')) {
    return refuse(
      `a set has one model, '${MODEL_FILE}'`,
      `Make it '${MODEL_FILE}', or a policy set of its own, or leave it out.`,
    );
  }
  if (/(^|\/)fga\.mod$/.test(path)) {
    return refuse(
      'modular models are not supported',
      `Write the whole model into '${MODEL_FILE}'.`,
    );
  }
  if (!/\.(json|jsonl|ya?ml|csv)$/.test(path)) {
    return undefined;
  }
  const value = readPlain(file);
  if (holdsTuples(value)) {
    return refuse(
      `it holds tuples, and OpenFGA gets those of '${TUPLES_FILE}'`,
      `Move them to '${TUPLES_FILE}' at the top of the set.`,
    );
  }
  if (isRecord(value) && 'type_definitions' in value) {
    return refuse(
      'it is a model in the JSON form of OpenFGA, which the portal does not support',
      `Write it in the DSL, as '${MODEL_FILE}', with 'fga model transform'.`,
    );
  }
  return undefined;
}

/** Tuples of a test are facts of nothing else, which a set without tuples may not know. */
function describeTest(file: PolicyFile, files: PolicyFile[]): FileReading {
  const value = readPlain(file);
  const hasTuples =
    isRecord(value) && (hasItems(value.tuples) || 'tuple_file' in value);
  return hasTuples && !files.some(({ path }) => path === TUPLES_FILE)
    ? {
        use: 'native-test',
        warning: {
          message: `the tuples of '${file.path}' are read by its tests only: no decision knows them`,
          help: `Put those that decisions need into '${TUPLES_FILE}'.`,
        },
      }
    : { use: 'native-test' };
}

/** Paths that the tests of a set refer to: they are looked for once, as each test is parsed for it. */
const namedBySet = new WeakMap<PolicyFile[], Set<string>>();

/** True for a file that a test of OpenFGA's own format refers to. */
function isNamedByTest(path: string, files: PolicyFile[]): boolean {
  const named =
    namedBySet.get(files) ??
    new Set(
      files
        .filter(file => isNativeTestFile(file.path))
        .flatMap(file => namesIn(file)),
    );
  namedBySet.set(files, named);
  return named.has(path);
}

function namesIn(file: PolicyFile): string[] {
  const value = readPlain(file);
  if (!isRecord(value)) {
    return [];
  }
  const tests = Array.isArray(value.tests) ? value.tests.filter(isRecord) : [];
  return [value, ...tests]
    .flatMap(({ model_file, tuple_file }) => [model_file, tuple_file])
    .filter(name => typeof name === 'string')
    .map(name => posix.join(posix.dirname(file.path), name));
}

function holdsTuples(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.some(
      item =>
        isRecord(item) &&
        ['user', 'relation', 'object'].every(key => key in item),
    )
  );
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
