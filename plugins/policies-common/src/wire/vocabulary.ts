import { z } from 'zod';

/** Type of an attribute, as far as a form needs it. */
export type AttributeType =
  | {
      kind:
        | 'string'
        | 'long'
        | 'boolean'
        | 'decimal'
        | 'datetime'
        | 'duration'
        | 'ipaddr';
    }
  /** A reference `{ type, id }` to an entity of one of these engine types. */
  | { kind: 'entity'; types: string[] }
  | { kind: 'set'; element: AttributeType }
  | { kind: 'record'; attributes: Attribute[] }
  | { kind: 'unknown' };

export interface Attribute {
  name: string;
  required: boolean;
  type: AttributeType;
}

const attributeOf = (type: z.ZodType<AttributeType>): z.ZodType<Attribute> =>
  z.object({ name: z.string(), required: z.boolean(), type });

export const attributeTypeSchema: z.ZodType<AttributeType> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.enum([
        'string',
        'long',
        'boolean',
        'decimal',
        'datetime',
        'duration',
        'ipaddr',
      ]),
    }),
    z
      .object({ kind: z.literal('entity'), types: z.array(z.string()) })
      .describe('A reference to an entity of one of these types of the engine'),
    z.object({ kind: z.literal('set'), element: attributeTypeSchema }),
    z.object({
      kind: z.literal('record'),
      attributes: z.array(attributeOf(attributeTypeSchema)),
    }),
    z.object({ kind: z.literal('unknown') }),
  ]),
);

export const attributeSchema = attributeOf(attributeTypeSchema);

export const entityTypeDescriptionSchema = z.object({
  type: z.string().describe('AuthZEN type'),
  engineType: z.string().describe("Type in the engine's language"),
  attributes: z.array(attributeSchema),
  knownIds: z
    .array(z.string())
    .max(200)
    .describe('Ids of stored entities of this type'),
});

export const actionDescriptionSchema = z.object({
  name: z.string(),
  subjectTypes: z
    .array(z.string())
    .describe('AuthZEN types the action applies to'),
  resourceTypes: z.array(z.string()),
  context: z.array(attributeSchema),
});

export const requestVocabularySchema = z
  .object({
    actions: z.array(actionDescriptionSchema),
    entityTypes: z.array(entityTypeDescriptionSchema),
  })
  .describe(
    'What a request to a set may say; engines without a schema give none',
  );

/** An entity type that requests may name. */
export type EntityTypeDescription = z.infer<typeof entityTypeDescriptionSchema>;
export type ActionDescription = z.infer<typeof actionDescriptionSchema>;
/**
 * What a request to a set may say: drives the request form and completion. Engines without a schema
 * give none.
 */
export type RequestVocabulary = z.infer<typeof requestVocabularySchema>;
