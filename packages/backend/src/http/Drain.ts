import type { IncomingMessage, Server, ServerResponse } from 'http';
import { setTimeout as wait } from 'timers/promises';
import { PassingThings } from '@internal/plugin-policies-node';

/** So long callers that keep connections open are told to let go of them, with their next answer. */
const TELL_MS = 1_000;
/** What takes longer than this to answer is not waited for. */
const PATIENCE_MS = 10_000;

/**
 * Lets a server end without cutting anybody off: what it has read is answered, and from then on every
 * answer closes its connection, so that callers open the next one elsewhere.
 */
export class Drain {
  private readonly open = new PassingThings<ServerResponse>();
  private isDraining = false;
  private whenEmpty = () => {};

  /** Begins to count what a server has read. */
  watch(server: Pick<Server, 'prependListener'>): void {
    server.prependListener(
      'request',
      (_request: IncomingMessage, response: ServerResponse) => {
        const place = this.open.add(response);
        // Not `once`, nor a Set above: see `PassingThings`.
        response.on('close', () => {
          this.open.delete(place);
          if (!this.open.size) {
            this.whenEmpty();
          }
        });
        if (this.isDraining) {
          response.setHeader('Connection', 'close');
        }
      },
    );
  }

  /** Resolves when callers had time to hear of it and what was read is answered. */
  async end(): Promise<void> {
    this.isDraining = true;
    for (const response of this.open) {
      if (!response.headersSent) {
        response.setHeader('Connection', 'close');
      }
    }
    await wait(TELL_MS);
    await Promise.race([this.emptied(), wait(PATIENCE_MS - TELL_MS)]);
  }

  private emptied(): Promise<void> {
    return new Promise(resolve => {
      this.whenEmpty = resolve;
      if (!this.open.size) {
        resolve();
      }
    });
  }
}
