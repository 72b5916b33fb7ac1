import type { RequestListener, Server } from 'http';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  LeanEntryService,
  LeanHandler,
  leanEntryServiceRef,
} from '@internal/plugin-policies-node';

/** Stands between the HTTP server and the Express stack, and asks a handler first. */
export class LeanEntry implements LeanEntryService {
  readonly available = true;
  private handler?: LeanHandler;

  /** Features of a backend that has this way in. */
  static features() {
    const entry = new LeanEntry();
    return [
      rootHttpRouterServiceFactory({
        configure: ({ app, server, applyDefaults }) => {
          applyDefaults();
          entry.standBefore(server, app);
        },
      }),
      createServiceFactory({
        service: leanEntryServiceRef,
        deps: {},
        factory: () => entry,
      }),
    ];
  }

  use(handler: LeanHandler): () => void {
    this.handler = handler;
    return () => {
      this.handler = undefined;
    };
  }

  private standBefore(
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
