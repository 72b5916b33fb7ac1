import {
  Diagnostic,
  FileRange,
  isCaseFile,
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  readStoredEntities,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { CerbosPolicy, policySchema } from './policySchema';
import { readYaml } from './readYaml';
import { foreignReferences, policyReferenceProblem } from './schemaReferences';
import { SetEntities } from './SetEntities';

/** A file with one Cerbos policy. */
export interface PolicyDocument {
  file: string;
  policy: CerbosPolicy;
  rangeAt(path: Array<string | number>): FileRange | undefined;
}

/** A JSON Schema below `_schemas/`; policies refer to `cerbos:///<id>`. */
export interface SchemaFile {
  id: string;
  definition: Record<string, unknown>;
}

/** What a set holds for Cerbos. */
export interface SetFiles {
  documents: PolicyDocument[];
  schemas: SchemaFile[];
  entities: SetEntities;
  /** The files as they are that Cerbos reads, tests apart. */
  native: PolicyFile[];
  /** Tests of Cerbos' own format and what they refer to. */
  tests: PolicyFile[];
}

const TEST = /(^|\/)testdata\/|_test\.(ya?ml|json)$/;
const POLICY = /^policies\/.*\.(ya?ml|json)$/;
const SCHEMA = /^_schemas\/(.+\.json)$/;
const schemaSchema = z.record(z.string(), z.unknown());

/** True for the tests of Cerbos' own format, and for their test data. */
export function isNativeTest(file: PolicyFile): boolean {
  const { path } = file;
  // Whatever stands below _schemas/ is a schema to Cerbos when a policy refers to it.
  if (!TEST.test(path) || path.startsWith('_schemas/')) {
    return false;
  }
  // Cases of the portal may be called so, and are a list.
  return !isCaseFile(path) || isRecord(readPlain(file));
}

/** True for what Cerbos does not read, wherever it lies. */
export function isHidden(path: string): boolean {
  return /(^|\/)\./.test(path);
}

/** True for the files that hold policies, tests apart. */
export function isPolicy(file: PolicyFile): boolean {
  const { path } = file;
  return POLICY.test(path) && !isHidden(path) && !isNativeTest(file);
}

/** True for the JSON Schemas of a set. */
export function isSchema(path: string): boolean {
  return SCHEMA.test(path);
}

/** Reads the files of a set within the portal's bounds; what they mean is for Cerbos to say. */
export function readSetFiles({ files, manifest }: PolicyBundle): {
  read: SetFiles;
  diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const documents: PolicyDocument[] = [];
  const schemas: SchemaFile[] = [];
  const tests = files.filter(isNativeTest);
  const policies = files.filter(isPolicy);
  const schemaFiles = files.filter(({ path }) => isSchema(path));
  for (const file of policies) {
    const { value, rangeAt, diagnostics: found } = readYaml(file, policySchema);
    diagnostics.push(...found, ...referencesOf(file.path, value, rangeAt));
    if (value && !value.disabled) {
      documents.push({ file: file.path, policy: value, rangeAt });
    }
  }
  const ids = new Set(schemaFiles.map(({ path }) => SCHEMA.exec(path)![1]));
  for (const file of schemaFiles) {
    const { value, rangeAt, diagnostics: found } = readYaml(file, schemaSchema);
    diagnostics.push(...found);
    if (value) {
      const id = SCHEMA.exec(file.path)![1];
      schemas.push({ id, definition: value });
      diagnostics.push(
        ...foreignReferences(id, value, ids).map(({ path, ...problem }) =>
          errorAt(file.path, rangeAt(path), problem),
        ),
      );
    }
  }
  const stored = readStoredEntities(files, 'cerbos');
  diagnostics.push(...stored.diagnostics);
  return {
    read: {
      documents,
      schemas,
      entities: new SetEntities(stored.entities, manifest),
      native: [...policies, ...schemaFiles],
      tests,
    },
    diagnostics,
  };
}

/** References of a policy to schemas that are none of the set's. */
function referencesOf(
  file: string,
  policy: CerbosPolicy | undefined,
  rangeAt: PolicyDocument['rangeAt'],
): Diagnostic[] {
  const { schemas } = policy?.resourcePolicy ?? {};
  return (['principalSchema', 'resourceSchema'] as const).flatMap(key => {
    const ref = schemas?.[key]?.ref;
    const problem = ref === undefined ? undefined : policyReferenceProblem(ref);
    return problem
      ? [
          errorAt(
            file,
            rangeAt(['resourcePolicy', 'schemas', key, 'ref']),
            problem,
          ),
        ]
      : [];
  });
}

function errorAt(
  file: string,
  range: FileRange | undefined,
  problem: { message: string; help: string },
): Diagnostic {
  return { severity: 'error', source: 'portal', file, range, ...problem };
}
