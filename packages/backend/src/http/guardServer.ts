import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { Duplex } from 'stream';
import { OwnHosts } from './OwnHosts';
import { refuse } from './refuse';

/** Events of a server that hand a request on, whoever listens. */
const REQUESTS = [
  'request',
  'checkContinue',
  'checkExpectation',
  'upgrade',
  'connect',
];

/**
 * Refuses requests for other hosts and of other origins before anybody listens to them: the routes, the
 * lean way in and the sockets of signals alike. Listening for `upgrade` would not do, since a plugin that
 * begins to listen later would be told all the same.
 */
export function guardServer(
  server: Pick<Server, 'emit'>,
  hosts: OwnHosts,
): void {
  const emit = server.emit.bind(server) as (
    event: string | symbol,
    ...args: unknown[]
  ) => boolean;
  const guarded = (event: string | symbol, ...args: unknown[]): boolean => {
    if (REQUESTS.includes(event as string)) {
      const [request, answer] = args as [IncomingMessage, unknown];
      const refusal = hosts.check(request);
      if (refusal) {
        refuse(answer as ServerResponse | Duplex, refusal);
        return true;
      }
    }
    return emit(event, ...args);
  };
  Object.assign(server, { emit: guarded });
}
