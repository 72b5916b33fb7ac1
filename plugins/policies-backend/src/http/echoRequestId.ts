import { RequestHandler } from 'express';

/** Echoes `X-Request-ID`, as AuthZEN 1.0 asks, on answers and errors alike. */
export function echoRequestId(): RequestHandler {
  return (request, response, next) => {
    const id = request.headers['x-request-id'];
    if (typeof id === 'string' && /^[\x20-\x7e]{1,200}$/.test(id)) {
      response.setHeader('X-Request-ID', id);
    }
    next();
  };
}
