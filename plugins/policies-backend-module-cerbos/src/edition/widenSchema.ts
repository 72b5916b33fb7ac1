/**
 * A schema of attributes that also takes `context` and `action`, which the portal adds to the
 * attributes of the resource: a schema that allows no further properties would refuse them.
 */
export function widenSchema(
  schema: Record<string, unknown>,
): Record<string, unknown> {
  const { properties } = schema;
  return schema.type === 'object' &&
    (typeof properties === 'object' || properties === undefined)
    ? { ...schema, properties: { context: {}, action: {}, ...properties } }
    : schema;
}
