import { connect } from 'node:net';

/*
 * A connection that costs the load next to nothing, as the load shares the machine with what it
 * measures: requests are bytes that were made before, and of an answer only its status, its length and
 * whether it holds an error are read.
 */

const HEAD_END = Buffer.from('\r\n\r\n');

/** One request after the other over a connection that is kept. */
export class RawConnection {
  constructor(port, { onIdle, onGone }) {
    this.onIdle = onIdle;
    this.onGone = onGone;
    this.parts = [];
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', () => this.onIdle(this));
    this.socket.on('data', part => this.read(part));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.settle({ status: 0 });
      this.onGone(this);
    });
  }

  /** @param done - called with `{ status, body }`; status 0 when the connection broke */
  send(bytes, done) {
    this.done = done;
    this.socket.write(bytes);
  }

  end() {
    this.socket.destroy();
  }

  read(part) {
    this.parts.push(part);
    const bytes =
      this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
    const end = bytes.indexOf(HEAD_END);
    const length =
      end >= 0 &&
      /\r\ncontent-length: (\d+)/i.exec(bytes.latin1Slice(0, end))?.[1];
    if (!length || bytes.length < end + 4 + Number(length)) {
      this.parts = [bytes];
      return;
    }
    this.parts = [];
    this.settle({
      status: Number(bytes.latin1Slice(9, 12)),
      body: bytes.subarray(end + 4),
    });
    this.onIdle(this);
  }

  settle(answer) {
    const { done } = this;
    this.done = undefined;
    done?.(answer);
  }
}

/** Connections to one port: those that are idle, and new ones up to a number. */
export class RawConnections {
  constructor(port, most) {
    this.port = port;
    this.most = most;
    this.all = new Set();
    this.idle = [];
  }

  /** Opens as many as there may be. */
  async open(count = this.most) {
    while (this.all.size < count) {
      this.add();
    }
    while (this.idle.length < this.all.size) {
      await new Promise(wake => setTimeout(wake, 10));
    }
  }

  /** @returns undefined while all are in use */
  take() {
    const connection = this.idle.pop();
    if (!connection && this.all.size < this.most) {
      this.add();
    }
    return connection;
  }

  close() {
    this.isClosed = true;
    this.all.forEach(connection => connection.end());
  }

  add() {
    const connection = new RawConnection(this.port, {
      onIdle: idle => {
        this.idle.push(idle);
        this.onIdle?.();
      },
      onGone: gone => {
        this.all.delete(gone);
        if (!this.isClosed) {
          this.idle = this.idle.filter(idle => idle !== gone);
        }
      },
    });
    this.all.add(connection);
  }
}

/** The bytes of a request. */
export function rawRequest(port, token, { method, path, body }) {
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(
        body,
      )}\r\n\r\n${body}`,
  );
}
