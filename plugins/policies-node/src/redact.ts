import { EvaluationRequest } from '@internal/plugin-policies-common';

/** Stands where a redacted value stood. */
export const REDACTED = '[redacted]';

/**
 * Replaces the values at these paths, for example `subject.properties.email`.
 *
 * @returns a copy, or the request itself when there is nothing to redact
 */
export function redact(
  request: EvaluationRequest,
  paths: string[],
): EvaluationRequest {
  if (!paths.length) {
    return request;
  }
  const copy = structuredClone(request);
  for (const path of paths) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let parent: unknown = copy;
    for (const key of keys) {
      parent = (parent as Record<string, unknown> | undefined)?.[key];
    }
    if (parent && typeof parent === 'object' && Object.hasOwn(parent, last)) {
      (parent as Record<string, unknown>)[last] = REDACTED;
    }
  }
  return copy;
}
