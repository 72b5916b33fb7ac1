import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { Duplex } from 'stream';
import { refuse, RefusedRequest } from './refuse';

/** The only path at which a connection becomes another one: the web sockets of signals. */
const SIGNALS_PATH = '/api/signals';

/**
 * Refuses web sockets that nobody would answer, and those to signals that bring no token: the plugin would
 * send them signals. Until that plugin listens for `upgrade`, they come as plain requests. Who wishes for
 * another protocol, such as HTTP/2, is answered in the one it asked in, where Node lets a server choose.
 */
export function guardUpgrades(
  server: Pick<Server, 'emit' | 'listenerCount'>,
): void {
  const emit = server.emit.bind(server) as (
    event: string | symbol,
    ...args: unknown[]
  ) => boolean;
  const guarded = (event: string | symbol, ...args: unknown[]): boolean => {
    const [request, answer] = args as [IncomingMessage, unknown];
    if (
      event === 'upgrade' ||
      (event === 'request' && asksForWebSocket(request))
    ) {
      const refusal = refusalOf(request);
      if (refusal) {
        refuse(answer as ServerResponse | Duplex, refusal);
        return true;
      }
    }
    return emit(event, ...args);
  };
  Object.assign(server, {
    emit: guarded,
    shouldUpgradeCallback: (request: IncomingMessage) =>
      server.listenerCount('upgrade') > 0 && asksForWebSocket(request),
  });
}

function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function refusalOf(request: IncomingMessage): RefusedRequest | undefined {
  // The plugin compares all of it: with a query it would leave the socket without an answer.
  if (request.url !== SIGNALS_PATH || !asksForWebSocket(request)) {
    return {
      status: 404,
      name: 'NotFoundError',
      message: `there is no web socket here; the one of signals is at '${SIGNALS_PATH}'`,
    };
  }
  return request.headers['sec-websocket-protocol']?.trim()
    ? undefined
    : {
        status: 401,
        name: 'AuthenticationError',
        message: `a web socket at '${SIGNALS_PATH}' takes the token of a signed-in user in 'Sec-WebSocket-Protocol'`,
      };
}
