import { EvaluationRequest } from '@internal/plugin-policies-common';
import { attributesOf, StoredEntities } from '@internal/plugin-policies-node';

/** The input document of a request: an AuthZEN request with the stored attributes in its properties. */
export function toInput(
  { subject, action, resource, context = {} }: EvaluationRequest,
  types: Record<string, string>,
  entities: StoredEntities,
) {
  const entity = (part: typeof subject) => ({
    type: Object.hasOwn(types, part.type) ? types[part.type] : part.type,
    id: part.id,
    properties: attributesOf(entities, part),
  });
  return {
    subject: entity(subject),
    action: { name: action.name, properties: action.properties ?? {} },
    resource: entity(resource),
    context,
  };
}
