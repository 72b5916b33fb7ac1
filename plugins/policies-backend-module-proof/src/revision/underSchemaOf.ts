import { PolicyFile } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  PolicyEngine,
  revisionOf,
  sortFiles,
} from '@internal/plugin-policies-node';

/** Files that say what requests and entities may be. */
function schemaFilesOf(
  { files }: Pick<PolicyBundle, 'files'>,
  engine: PolicyEngine,
): PolicyFile[] {
  return files.filter(file => useOf(file, files, engine) === 'schema');
}

/** What an engine reads a file as, if it reads it. */
export function useOf(
  file: PolicyFile,
  files: PolicyFile[],
  engine: PolicyEngine,
): string | undefined {
  const reading = engine.describeFile(file, files);
  return reading && 'use' in reading ? reading.use : undefined;
}

/** A revision with the schema of another one, so that both are asked about the same requests. */
export function underSchemaOf(
  bundle: PolicyBundle,
  other: PolicyBundle,
  engine: PolicyEngine,
): PolicyBundle {
  const own = new Set(schemaFilesOf(bundle, engine));
  const files = sortFiles([
    ...bundle.files.filter(file => !own.has(file)),
    ...schemaFilesOf(other, engine),
  ]);
  return { ...bundle, files, revision: revisionOf(files) };
}
