import type { PolicyFile } from '@internal/plugin-policies-common';

/** Stored entities of a set. */
export const ENTITIES_FILE = 'entities.json';

/** Where the schema of a set stands as a rule. */
export const SCHEMA_FILE = 'schema.cedarschema';

/** True for a schema in the JSON form of Cedar: entity types and actions by namespace. */
export function isJsonSchema(value: unknown): boolean {
  const namespaces = isRecord(value) ? Object.values(value) : [];
  return (
    namespaces.length > 0 &&
    namespaces.every(
      namespace =>
        isRecord(namespace) &&
        isRecord(namespace.entityTypes) &&
        isRecord(namespace.actions),
    )
  );
}

/** The schemas of a set, in Cedar's own language or in JSON. */
export function schemaFiles(files: PolicyFile[]): PolicyFile[] {
  return files.filter(
    file =>
      file.path.endsWith('.cedarschema') ||
      (file.path.endsWith('.json') &&
        file.path !== ENTITIES_FILE &&
        isJsonSchema(parse(file))),
  );
}

function parse({ content }: PolicyFile): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
