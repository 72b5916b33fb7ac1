import { CustomErrorBase, ServiceUnavailableError } from '@backstage/errors';

/** An error that says when it is worth to ask again; becomes the header `Retry-After`. */
export interface Refusal extends Error {
  readonly statusCode: number;
  /** Seconds, a whole number of at least 1. */
  readonly retryAfter: number;
}

/** A caller asks for more than its share while others wait: HTTP 429. */
export class TooManyRequestsError extends CustomErrorBase implements Refusal {
  name = 'TooManyRequestsError' as const;
  readonly statusCode = 429;

  constructor(message: string, readonly retryAfter: number) {
    super(message);
  }
}

/** An engine is asked for more than it can answer: HTTP 503. Nothing is broken. */
export class OverloadedError
  extends ServiceUnavailableError
  implements Refusal
{
  name = 'ServiceUnavailableError' as const;
  readonly statusCode = 503;

  constructor(message: string, readonly retryAfter: number) {
    super(message);
  }
}

/** True for errors that come of load, not of what was asked or of a fault. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof TooManyRequestsError || error instanceof OverloadedError
  );
}
