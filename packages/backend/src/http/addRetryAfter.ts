import type { IncomingMessage, Server, ServerResponse } from 'http';

/** Start-up, shutdown and repairs take seconds. */
const SECONDS = 2;

/** Has every answer with status 503 say when to ask again, also those of Backstage itself. */
export function addRetryAfter(server: Pick<Server, 'prependListener'>): void {
  server.prependListener(
    'request',
    (_request: IncomingMessage, response: ServerResponse) => {
      const { writeHead } = response;
      // No literal beside it: that would be old at birth and keep the response, see `PassingThings`.
      response.writeHead = (...args: unknown[]) => {
        if (args[0] === 503 && !response.hasHeader('Retry-After')) {
          response.setHeader('Retry-After', SECONDS);
        }
        return writeHead.apply(response, args as Parameters<typeof writeHead>);
      };
    },
  );
}
