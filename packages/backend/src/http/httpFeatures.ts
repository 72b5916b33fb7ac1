import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { leanEntryServiceRef } from '@internal/plugin-policies-node';
import { hasExampleSignIn } from '../auth/exampleSignIn';
import { guardServer } from './guardServer';
import { LeanEntry } from './LeanEntry';
import { isLoopback, readListenHost } from './listenAddress';
import { OwnHosts } from './OwnHosts';

/** Features of a backend whose HTTP server has the portal's guards and the lean way in. */
export function httpFeatures() {
  const entry = new LeanEntry();
  return [
    rootHttpRouterServiceFactory({
      configure: ({ app, config, server, applyDefaults }) => {
        applyDefaults();
        entry.standBefore(server, app);
        if (isLoopback(readListenHost(config)) || hasExampleSignIn(config)) {
          guardServer(server, new OwnHosts(config));
        }
      },
    }),
    createServiceFactory({
      service: leanEntryServiceRef,
      deps: {},
      factory: () => entry,
    }),
  ];
}
