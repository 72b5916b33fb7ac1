import { ErrorRequestHandler } from 'express';

/** What is away for a moment is worth asking again after this long, when nothing better is known. */
const SECONDS = 2;

/** Says in a header when to ask again what cannot be answered now. */
export function tellRetryAfter(): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const isForNow = (error as Error).name === 'ServiceUnavailableError';
    if (
      isForNow &&
      !response.headersSent &&
      !response.hasHeader('Retry-After')
    ) {
      response.setHeader('Retry-After', SECONDS);
    }
    next(error);
  };
}
