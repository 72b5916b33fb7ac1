import { toError } from '@backstage/errors';

/** The text of whatever was thrown, as both databases keep it. */
export function messageOf(thrown: unknown): string {
  return toError(thrown).message.replaceAll('\u0000', '');
}
