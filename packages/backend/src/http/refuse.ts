import { STATUS_CODES } from 'http';
import type { ServerResponse } from 'http';
import type { Duplex } from 'stream';

/** What a request is answered that nobody else is to see. */
export interface RefusedRequest {
  status: number;
  name: string;
  message: string;
}

/** Answers a request, or the socket of an upgrade, and closes the connection. */
export function refuse(
  answer: ServerResponse | Duplex,
  { status, name, message }: RefusedRequest,
): void {
  const body = JSON.stringify({
    error: { name, message },
    response: { statusCode: status },
  });
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  if ('writeHead' in answer) {
    answer.writeHead(status, headers);
    answer.end(body);
    return;
  }
  const lines = Object.entries(headers).map(
    ([key, value]) => `${key}: ${value}`,
  );
  answer.on('error', () => answer.destroy());
  answer.end(
    [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join(
      '\r\n',
    ),
    () => answer.destroy(),
  );
}
