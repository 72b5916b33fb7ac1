import { policySetManifestSchema } from '@internal/plugin-policies-common';
import { z } from 'zod';

/** A field of `policy-set.yaml`. */
export interface ManifestField {
  path: string;
  type: string;
  required: boolean;
  description?: string;
}

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum) {
    return schema.enum.map(value => JSON.stringify(value)).join(' or ');
  }
  if (schema.type === 'array' && schema.items) {
    return `list of ${typeOf(schema.items)}`;
  }
  if (
    schema.type === 'object' &&
    typeof schema.additionalProperties === 'object'
  ) {
    return `map to ${typeOf(schema.additionalProperties)}`;
  }
  return schema.type ?? 'any';
}

function fieldsOf(schema: Schema, prefix: string): ManifestField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = `${prefix}${name}`;
    const nested = child.type === 'array' ? child.items ?? {} : child;
    if (nested.properties) {
      return fieldsOf(nested, `${path}${child.type === 'array' ? '[].' : '.'}`);
    }
    return [
      {
        path,
        type: typeOf(child),
        required: schema.required?.includes(name) ?? false,
        description: child.description,
      },
    ];
  });
}

/** The fields of `policy-set.yaml`, read from the schema that the portal checks it with. */
export function manifestFields(): ManifestField[] {
  return fieldsOf(
    z.toJSONSchema(policySetManifestSchema, { io: 'input' }) as Schema,
    '',
  );
}
