import type { IncomingMessage, ServerResponse } from 'http';
import { Refusal } from '@internal/plugin-policies-node';
import { requestIdOf } from './echoRequestId';

/**
 * Answers that a request is refused because of load, in the form of Backstage's errors and with
 * `Retry-After`. Not by the error handler of the backend: that writes each to the log with its stack,
 * which costs more than the decision would have.
 */
export function writeRefusal(
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  { name, message, statusCode, retryAfter }: Refusal,
): void {
  const id = requestIdOf(request);
  const body = JSON.stringify({
    error: { name, message },
    request: {
      method: request.method,
      url: request.originalUrl ?? request.url,
    },
    response: { statusCode },
  });
  response.writeHead(statusCode, {
    ...(id !== undefined && { 'X-Request-ID': id }),
    'Retry-After': `${retryAfter}`,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
