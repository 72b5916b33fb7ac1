import {
  AuthzenEntity,
  Diagnostic,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { readJsonFile } from './readJsonFile';

/** Attributes of stored entities: by AuthZEN type, then by id. */
export type StoredEntities = Record<
  string,
  Record<string, Record<string, unknown>>
>;

/** File of a set with its stored entities, for engines that have no format of their own for them. */
export const ENTITIES_FILE = 'entities.json';

/**
 * Reads `entities.json`: `{ "<type>": { "<id>": { "<attribute>": value } } }`, with AuthZEN types.
 *
 * @param source - of the diagnostics: the engine's driver
 */
export function readStoredEntities(
  files: PolicyFile[],
  source: string,
): { entities: StoredEntities; diagnostics: Diagnostic[] } {
  const file = files.find(({ path }) => path === ENTITIES_FILE);
  const refuse = (message: string, help: string) => ({
    entities: {},
    diagnostics: [
      {
        severity: 'error' as const,
        source,
        file: ENTITIES_FILE,
        message,
        help,
      },
    ],
  });
  if (!file) {
    return { entities: {}, diagnostics: [] };
  }
  const { value: parsed, diagnostic } = readJsonFile(file, source);
  if (diagnostic) {
    return { entities: {}, diagnostics: [diagnostic] };
  }
  for (const [type, byId] of isObject(parsed)
    ? Object.entries(parsed)
    : [['', parsed]]) {
    if (!isObject(byId) || !Object.values(byId).every(isObject)) {
      return refuse(
        type
          ? `'${type}' in '${ENTITIES_FILE}' does not hold attributes by id`
          : `'${ENTITIES_FILE}' does not hold entities by type`,
        'Write { "<type>": { "<id>": { "<attribute>": value } } }.',
      );
    }
  }
  return { entities: parsed as StoredEntities, diagnostics: [] };
}

/** Attributes of an entity: those stored, overridden by the properties of the request. */
export function attributesOf(
  entities: StoredEntities,
  { type, id, properties }: AuthzenEntity,
): Record<string, unknown> {
  const byId = Object.hasOwn(entities, type) ? entities[type] : {};
  return {
    ...(Object.hasOwn(byId, id) ? byId[id] : undefined),
    ...properties,
  };
}

/** Ids of stored entities by AuthZEN type. */
export function storedIds(entities: StoredEntities): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(entities).map(([type, byId]) => [type, Object.keys(byId)]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
