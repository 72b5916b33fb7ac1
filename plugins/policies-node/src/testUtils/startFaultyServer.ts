import { createServer, IncomingMessage, ServerResponse } from 'http';
import { createServer as createTlsServer } from 'https';
import { AddressInfo } from 'net';

/** What a request to a {@link FaultyServer} said. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers one request, well or badly: `response.socket` takes anything. */
export type Answerer = (
  response: ServerResponse,
  request: ReceivedRequest,
) => void;

/** A server whose faults a test decides. */
export interface FaultyServer {
  readonly url: string;
  /** Connections it accepted so far. */
  readonly connections: number;
  readonly requests: ReceivedRequest[];
  /** Answers by something else from now on. */
  answerWith(answer: Answerer): void;
  /** Ends it with its connections; `start` takes the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Starts a loopback server that misbehaves as told: it stands for the faults a real engine cannot be
 * brought to show.
 *
 * @param options - `tls` with key and certificate in PEM makes it an https server for `localhost`
 */
export async function startFaultyServer(
  answer: Answerer,
  options: { tls?: { key: string; cert: string } } = {},
): Promise<FaultyServer> {
  let current = answer;
  let connections = 0;
  let port = 0;
  const requests: ReceivedRequest[] = [];
  const listener = (message: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    message.on('data', part => parts.push(part));
    message.on('end', () => {
      const received = {
        method: message.method!,
        path: message.url!,
        headers: message.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      requests.push(received);
      current(response, received);
    });
  };
  const server = options.tls
    ? createTlsServer(options.tls, listener)
    : createServer(listener);
  server.on('connection', socket => {
    connections++;
    // Clients that break off are what is tested.
    socket.on('error', () => {});
  });
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await start();
  port = (server.address() as AddressInfo).port;
  return {
    url: options.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    requests,
    answerWith: next => {
      current = next;
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start,
  };
}

/** Answers with JSON. */
export function json(body: unknown, status = 200): Answerer {
  return response => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

/** Answers with bytes as they are, and ends the connection. */
export function raw(text: string): Answerer {
  return response => {
    response.socket!.end(text);
  };
}
