import { EvaluationRequest } from '@internal/plugin-policies-common';

/**
 * Finds the first value of a request that Cedar has no type for: null or a fraction.
 *
 * @returns its path and what to send instead
 */
export function unreadableValue(
  request: EvaluationRequest,
): string | undefined {
  return search(
    {
      'subject.properties': request.subject.properties,
      'action.properties': request.action.properties,
      'resource.properties': request.resource.properties,
      context: request.context,
    },
    '',
  );
}

function search(value: unknown, path: string): string | undefined {
  if (value === null) {
    return `'${path}' is null; leave it out instead`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return `'${path}' is ${value}, but Cedar has whole numbers only; send cents, or a decimal as a string`;
  }
  if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      const found = search(item, path ? `${path}.${key}` : key);
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}
