import { CustomErrorBase } from '@backstage/errors';

/** The body is larger than the route takes: HTTP 413. */
export class PayloadTooLargeError extends CustomErrorBase {
  name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;
}
