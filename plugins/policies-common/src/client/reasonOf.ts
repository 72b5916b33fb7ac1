import { stringifyError } from '@backstage/errors';

/**
 * Says why a request failed. A failed request has its reason in its cause: the message of the backend,
 * or the network's.
 *
 * @param error - what a client threw
 */
export function reasonOf(error: unknown): string {
  let reason = error;
  for (let depth = 0; depth < 5; depth++) {
    const { cause, errors } = Object(reason) as {
      cause?: unknown;
      errors?: unknown[];
    };
    const next = cause ?? errors?.[0];
    if (next === undefined) {
      break;
    }
    reason = next;
  }
  return stringifyError(reason);
}
