import { RequestEnvironment } from '@internal/plugin-policies-common';

/** A kind of request, as people read it. */
export function nameOf({
  subject,
  action,
  resource,
}: RequestEnvironment): string {
  return `'${action}' by ${subject} on ${resource}`;
}

/** What is told of a kind of request. */
export function withoutKey({
  subject,
  action,
  resource,
}: RequestEnvironment): RequestEnvironment {
  return { subject, action, resource };
}
