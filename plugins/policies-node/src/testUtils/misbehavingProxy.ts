import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';

/** What the proxy does to an answer; undefined hands it on. */
export type Misbehaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: { status: number; text: string },
) => boolean;

/** Stands before a real server and spoils its answers. */
export async function misbehavingProxy(target: string): Promise<{
  url: string;
  misbehave(how: Misbehaviour | undefined): void;
  close(): Promise<void>;
}> {
  let misbehaviour: Misbehaviour | undefined;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part);
    }
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method,
      headers: {
        ...(request.headers.authorization && {
          authorization: request.headers.authorization,
        }),
      },
      body: parts.length ? Buffer.concat(parts) : undefined,
    }).catch(() => undefined);
    const text = (await answer?.text()) ?? '';
    const status = answer?.status ?? 502;
    if (!misbehaviour?.(request, response, { status, text })) {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    misbehave: how => {
      misbehaviour = how;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/**
 * Ways to spoil an answer that no driver may take for one, whatever its engine's API.
 *
 * @param hits - which requests are answered so; the others are handed on
 */
export function spoiltAnswers(
  hits: (url: string) => boolean,
): Array<[string, Misbehaviour]> {
  const spoil =
    (how: (response: ServerResponse, text: string) => void): Misbehaviour =>
    (request, response, { text }) => {
      const hit = hits(request.url ?? '');
      if (hit) {
        how(response, text);
      }
      return hit;
    };
  const answer = (change: (text: string) => string) =>
    spoil((response, text) => response.writeHead(200).end(change(text)));
  return [
    ['garbage', answer(() => '<html>allowed</html>')],
    ['half a body', answer(text => text.slice(0, text.length / 2))],
    ['nothing', answer(() => '')],
    ['null', answer(() => 'null')],
    ['an empty object', answer(() => '{}')],
    [
      'a status of failure',
      spoil((response, text) => response.writeHead(500).end(text)),
    ],
    [
      'a broken connection',
      spoil((response, text) => {
        response.writeHead(200, { 'content-length': text.length });
        response.write(text.slice(0, 20));
        response.destroy();
      }),
    ],
    ['a trickle', spoil((response, text) => response.write(text.slice(0, 20)))],
  ];
}
