import type { IncomingMessage } from 'http';

/** What was read of a request before the Express stack got it, and why there is no answer. */
export interface HandedOver {
  body?: Buffer;
  error?: unknown;
}

const requests = new WeakMap<IncomingMessage, HandedOver>();

/** Tells the stack what is known of a request: the body can be read only once. */
export function handOver(request: IncomingMessage, known: HandedOver): void {
  requests.set(request, known);
}

/** What is known of a request. */
export function handedOver(request: IncomingMessage): HandedOver {
  return requests.get(request) ?? {};
}
