import { IncomingHttpHeaders } from 'http';
import { Dispatcher } from 'undici';

/** Told when an answer is larger than it may be; the rest of it is not read. */
export class AnswerTooLargeError extends Error {
  constructor(readonly status: number) {
    super();
  }
}

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/**
 * One request and its answer, read whole. It stands below undici's `request`: streams and abort
 * signals cost more than all bounds of a call together.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects with what went wrong at the connection, or with the reason of `abort`. */
  readonly answer: Promise<RawAnswer>;
  private resolve!: (answer: RawAnswer) => void;
  private reject!: (error: Error) => void;
  private controller?: Dispatcher.DispatchController;
  private aborted?: Error;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly parts: Buffer[] = [];
  private size = 0;

  /** Whether it left the portal; until then it waits for a connection. */
  get hasStarted(): boolean {
    return this.controller !== undefined;
  }

  constructor(private readonly maxBytes: number) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Ends it at once, with its connection; no effect once it is over. */
  abort(reason: Error): void {
    this.aborted = reason;
    this.reject(reason);
    this.controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) {
      controller.abort(this.aborted);
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(
    _controller: Dispatcher.DispatchController,
    part: Buffer,
  ): void {
    this.size += part.length;
    if (this.size > this.maxBytes) {
      this.abort(new AnswerTooLargeError(this.status));
      return;
    }
    this.parts.push(part);
  }

  onResponseEnd(): void {
    const { parts, status, headers } = this;
    const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    this.resolve({ status, headers, text: bytes.toString('utf8') });
  }

  onResponseError(
    _controller: Dispatcher.DispatchController,
    error: Error,
  ): void {
    this.reject(error);
  }
}
