import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';

/*
 * Cedar's cost grows with every attribute it is sent, and a policy reads few of them. Entities are
 * therefore sent with the attributes that matter only, which the schema as written would refuse. Serving
 * uses the same schema with all attributes of entities optional: types are still checked, and that
 * nothing required is missing from what a request sends is checked before.
 */

interface Shape {
  type?: string;
  attributes?: Record<string, { required?: boolean }>;
}

/** A schema for serving, with the attributes that it no longer requires. */
export interface RelaxedSchema {
  schema: SchemaJson<string>;
  /** Required attributes by entity type. */
  required: Map<string, string[]>;
}

/** @throws Error when the schema cannot be parsed */
export function relaxSchema(text: string): RelaxedSchema {
  const parsed = cedar.schemaToJsonWithResolvedTypes(text);
  if (parsed.type === 'failure') {
    throw new Error(parsed.errors[0].message);
  }
  const required = new Map<string, string[]>();
  for (const [namespace, definition] of Object.entries(parsed.json)) {
    for (const [name, type] of Object.entries(definition.entityTypes)) {
      const { attributes = {} } =
        'shape' in type ? ((type.shape ?? {}) as Shape) : {};
      const names = Object.keys(attributes).filter(
        attribute => attributes[attribute].required !== false,
      );
      required.set(namespace ? `${namespace}::${name}` : name, names);
      for (const attribute of names) {
        attributes[attribute].required = false;
      }
    }
  }
  return { schema: parsed.json, required };
}
