import { EvaluationRequest } from '@internal/plugin-policies-common';
import { z } from 'zod';

/** How a request refers to an entity. */
const entitySchema = z.strictObject({ type: z.string(), id: z.string() });

/** What a request says of the ones it names, such as `resource.amount` and `1000`. */
export function attributesOf(
  request: EvaluationRequest,
): Array<{ path: string; value: string }> {
  const { subject, action, resource, context } = request;
  return Object.entries({
    subject: subject.properties,
    action: action.properties,
    resource: resource.properties,
    context,
  }).flatMap(([of, values]) =>
    Object.entries(values ?? {}).map(([name, value]) => ({
      path: `${of}.${name}`,
      value: textOf(value),
    })),
  );
}

function textOf(value: unknown): string {
  const entity = entitySchema.safeParse(value);
  if (entity.success) {
    return `${entity.data.type} ${entity.data.id}`;
  }
  return typeof value === 'number'
    ? value.toLocaleString('en', { maximumFractionDigits: 20 })
    : JSON.stringify(value) ?? '';
}
