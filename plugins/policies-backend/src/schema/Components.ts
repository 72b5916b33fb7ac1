import * as common from '@internal/plugin-policies-common';
import { z } from 'zod';

export type JsonSchema = Record<string, any>;

/** Whether a schema says what is sent, before defaults are filled in, or what is answered. */
type Direction = 'input' | 'output';

const PREFIX = '#/components/schemas/';

/** Shapes of the wire by their names: `policySetSummarySchema` is `PolicySetSummary`. */
const NAMED = Object.entries<unknown>(common).flatMap(([key, value]) =>
  key.endsWith('Schema') && value instanceof z.ZodType
    ? [[key[0].toUpperCase() + key.slice(1, -'Schema'.length), value] as const]
    : [],
);

/** Names schemas and passes on how they are described. */
class NameRegistry extends z.core.$ZodRegistry<{ id?: string }> {
  get(schema: z.core.$ZodType): any {
    return { ...z.globalRegistry.get(schema), ...super.get(schema) };
  }
}

/**
 * The schemas of requests and answers as JSON Schema, those of `policies-common` by reference. What is
 * referred to is collected.
 */
export class Components {
  private readonly names = new Map<z.ZodType, string>(
    NAMED.map(([name, schema]) => [schema, name]),
  );
  private readonly converted: Record<Direction, Record<string, JsonSchema>>;
  private readonly used = new Map<string, JsonSchema>();

  constructor(schemas: Record<Direction, z.ZodType[]>) {
    for (const schema of [...schemas.input, ...schemas.output]) {
      if (!this.names.has(schema)) {
        this.names.set(schema, `:${this.names.size}`);
      }
    }
    this.converted = {
      input: this.convert('input'),
      output: this.convert('output'),
    };
  }

  /** What is referred to so far, by name. */
  get schemas(): Record<string, JsonSchema> {
    return Object.fromEntries(
      [...this.used].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  /** A reference to a schema with a name, or the schema itself. */
  get(schema: z.ZodType, direction: Direction): JsonSchema {
    const name = this.names.get(schema)!;
    const json = name.startsWith(':')
      ? this.converted[direction][name]
      : { $ref: `${PREFIX}${name}` };
    this.use(json, direction);
    return json;
  }

  /** Properties of what is sent as an object, by their names. */
  getProperties(schema: z.ZodType): {
    properties: Record<string, JsonSchema>;
    required: string[];
  } {
    const { properties = {}, required = [] } =
      this.converted.input[this.names.get(schema)!];
    this.use(properties, 'input');
    return { properties, required };
  }

  private use(json: unknown, direction: Direction): void {
    if (typeof json !== 'object' || json === null) {
      return;
    }
    for (const [key, value] of Object.entries(json)) {
      if (key === '$ref' && String(value).startsWith(PREFIX)) {
        this.useNamed(String(value).slice(PREFIX.length), direction);
      } else {
        this.use(value, direction);
      }
    }
  }

  private useNamed(name: string, direction: Direction): void {
    const json = this.converted[direction][name];
    const known = this.used.get(name);
    if (!known) {
      this.used.set(name, json);
      this.use(json, direction);
    } else if (JSON.stringify(known) !== JSON.stringify(json)) {
      throw new Error(
        `schema '${name}' says one thing of requests and another of answers; export one for each from policies-common`,
      );
    }
  }

  private convert(io: Direction): Record<string, JsonSchema> {
    const registry = new NameRegistry();
    for (const [schema, id] of this.names) {
      registry.add(schema, { id });
    }
    const { schemas } = z.toJSONSchema(registry, {
      io,
      uri: id => `${PREFIX}${id}`,
      unrepresentable: 'any',
      override: simplify,
    });
    for (const schema of Object.values<JsonSchema>(schemas)) {
      delete schema.$id;
      delete schema.$schema;
    }
    return schemas;
  }
}

/** Leaves out what says nothing to readers, and lets answers grow. */
function simplify({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: JsonSchema;
}): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !def.catchall) {
    delete jsonSchema.additionalProperties;
  }
  if (def.type === 'record' && jsonSchema.propertyNames?.type === 'string') {
    delete jsonSchema.propertyNames;
  }
  if (jsonSchema.format === 'date-time') {
    delete jsonSchema.pattern;
  }
  for (const [bound, value] of [
    ['minimum', Number.MIN_SAFE_INTEGER],
    ['maximum', Number.MAX_SAFE_INTEGER],
  ] as const) {
    if (jsonSchema[bound] === value) {
      delete jsonSchema[bound];
    }
  }
}
