import type { IncomingMessage } from 'http';
import { RequestHandler } from 'express';

/** The id a caller gave to a request, unless it is no plain text. */
export function requestIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && /^[\x20-\x7e]{1,200}$/.test(id)
    ? id
    : undefined;
}

/** Echoes `X-Request-ID`, as AuthZEN 1.0 asks, on answers and errors alike. */
export function echoRequestId(): RequestHandler {
  return (request, response, next) => {
    const id = requestIdOf(request);
    if (id !== undefined) {
      response.setHeader('X-Request-ID', id);
    }
    next();
  };
}
