import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  engineHealthServiceRef,
  readinessServiceRef,
} from '@internal/plugin-policies-node';
import { readDatabaseFolder } from '../database/sqliteFiles';
import { storageFaultsServiceRef } from '../database/StorageFaults';
import { StorageHealth } from '../database/StorageHealth';

/**
 * Health of the backend, with that of the engines told in readiness. An engine that is down does not
 * make the portal unready: everything else works, and it answers 503 for that engine's sets itself. What
 * has not been loaded since the start does, as it would be missed by whoever asks, and so do databases in files
 * that cannot be written: there is one such backend alone, and all that people do in it would be lost.
 */
export const rootHealthServiceFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    config: coreServices.rootConfig,
    lifecycle: coreServices.rootLifecycle,
    logger: coreServices.rootLogger,
    engineHealth: engineHealthServiceRef,
    readiness: readinessServiceRef,
    faults: storageFaultsServiceRef,
  },
  factory: ({ config, lifecycle, logger, engineHealth, readiness, faults }) => {
    const folder = readDatabaseFolder(config);
    const storage =
      folder === undefined
        ? undefined
        : new StorageHealth({ folder, faults, logger });
    let state: 'starting' | 'started' | 'ending' = 'starting';
    lifecycle.addStartupHook(() => {
      state = 'started';
    });
    lifecycle.addBeforeShutdownHook(() => {
      state = 'ending';
    });
    const whyUnready = async () => {
      if (state === 'ending') {
        return 'Backend is shutting down';
      }
      const trouble = await storage?.findTrouble();
      const reasons = [
        ...(state === 'started' ? readiness.reasons() : []),
        ...(trouble === undefined ? [] : [trouble]),
      ];
      const what =
        state === 'starting'
          ? 'Backend has not started yet'
          : 'Backend is not ready';
      if (reasons.length) {
        return `${what}: ${reasons.join('; ')}`;
      }
      return state === 'starting' ? what : undefined;
    };
    return {
      getLiveness: async () => ({ status: 200, payload: { status: 'ok' } }),
      getReadiness: async () => {
        const engines = engineHealth.read().map(engine => ({
          name: engine.name,
          state: engine.state,
          since: engine.since ?? null,
        }));
        const missing = readiness.missing();
        const told = { engines, ...(missing.length && { missing }) };
        const unready = await whyUnready();
        return unready === undefined
          ? { status: 200, payload: { status: 'ok', ...told } }
          : {
              status: 503,
              payload: { status: 'error', message: unready, ...told },
            };
      },
    };
  },
});
