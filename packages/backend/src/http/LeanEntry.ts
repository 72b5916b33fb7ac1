import type { RequestListener, Server } from 'http';
import { LeanEntryService, LeanHandler } from '@internal/plugin-policies-node';

/** Stands between the HTTP server and the Express stack, and asks a handler first. */
export class LeanEntry implements LeanEntryService {
  readonly available = true;
  private handler?: LeanHandler;

  use(handler: LeanHandler): () => void {
    this.handler = handler;
    return () => {
      this.handler = undefined;
    };
  }

  /** Takes the place of an Express app that listens to a server. */
  standBefore(
    server: Pick<Server, 'on' | 'removeListener'>,
    app: RequestListener,
  ) {
    server.removeListener('request', app);
    server.on('request', (request, response) => {
      const rest = () => app(request, response);
      if (!this.handler?.(request, response, rest)) {
        rest();
      }
    });
  }
}
