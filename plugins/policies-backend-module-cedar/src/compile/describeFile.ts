import {
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import type { FileReading } from '@internal/plugin-policies-node';
import { isInvariantFile, isPolicyFile } from './invariantFiles';
import { ENTITIES_FILE, isJsonSchema, SCHEMA_FILE } from './schemaFiles';

const EFFECTS = ['permit', 'forbid'];

/** What a file of a set is to Cedar. */
export function describeFile(file: PolicyFile): FileReading | undefined {
  const { path } = file;
  if (isInvariantFile(path)) {
    return { use: 'invariant' };
  }
  if (isPolicyFile(path)) {
    return { use: 'policy' };
  }
  if (path === ENTITIES_FILE) {
    return { use: 'entities' };
  }
  if (path.endsWith('.cedarschema')) {
    return { use: 'schema' };
  }
  if (!path.endsWith('.json')) {
    return undefined;
  }
  const value = readPlain(file);
  if (isJsonSchema(value)) {
    return { use: 'schema' };
  }
  const refuse = (what: string, help: string): FileReading => ({
    refused: { message: `'${path}' is not read: it ${what}`, help },
  });
  if (holdsEntities(value)) {
    return refuse(
      `holds entities, and Cedar gets those of '${ENTITIES_FILE}'`,
      `Move them to '${ENTITIES_FILE}' at the top of the set.`,
    );
  }
  if (holdsPolicies(value)) {
    return refuse(
      'holds policies in the JSON form of Cedar, which the portal does not support',
      `Write them in Cedar's own language, in files that end in '.cedar'.`,
    );
  }
  return /schema\.json$/i.test(path)
    ? refuse(
        'is not a Cedar schema in JSON',
        `Write { "<namespace>": { "entityTypes": { … }, "actions": { … } } }, or '${SCHEMA_FILE}'.`,
      )
    : undefined;
}

function holdsEntities(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.some(item => isRecord(item) && 'uid' in item && 'attrs' in item)
  );
}

/** One policy, a list of them, or what Cedar's tools call a policy set. */
function holdsPolicies(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsPolicies);
  }
  return (
    isRecord(value) &&
    (EFFECTS.includes(String(value.effect)) ||
      isRecord(value.staticPolicies) ||
      isRecord(value.templates))
  );
}
