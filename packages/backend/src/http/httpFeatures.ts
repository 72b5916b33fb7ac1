import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  createServiceFactory,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { leanEntryServiceRef } from '@internal/plugin-policies-node';
import { hasExampleSignIn } from '../auth/exampleSignIn';
import {
  StorageFaults,
  storageFaultsServiceRef,
} from '../database/StorageFaults';
import { addRetryAfter } from './addRetryAfter';
import { Drain } from './Drain';
import { guardServer } from './guardServer';
import { guardUpgrades } from './guardUpgrades';
import { hideFaults } from './hideFaults';
import { isolatePages } from './isolatePages';
import { LeanEntry } from './LeanEntry';
import { isLoopback, readListenHost } from '../config/listenAddress';
import { OwnHosts } from './OwnHosts';
import { refuseTasks, TASKS_PATH } from './refuseTasks';

/** Features of a backend whose HTTP server has the portal's guards, the lean way in and an orderly end. */
export function httpFeatures() {
  const entry = new LeanEntry();
  const faults = new StorageFaults();
  return [
    rootHttpRouterServiceFactory({
      configure: ({ app, config, lifecycle, server, applyDefaults }) => {
        app.use(
          hideFaults(fault => faults.report(fault)),
          isolatePages,
        );
        app.use(TASKS_PATH, refuseTasks);
        applyDefaults();
        entry.standBefore(server, app);
        addRetryAfter(server);
        const drain = new Drain();
        drain.watch(server);
        // It is the root's, whatever the type says: plugins end after it.
        const root = lifecycle as RootLifecycleService;
        root.addBeforeShutdownHook(() => drain.end());
        // Who is not answered by now, as those who wait for events, would keep the server for a minute.
        root.addShutdownHook(() => server.closeAllConnections());
        guardUpgrades(server);
        // It stands before the other: strange hosts are told nothing else.
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
    createServiceFactory({
      service: storageFaultsServiceRef,
      deps: {},
      factory: () => faults,
    }),
  ];
}
