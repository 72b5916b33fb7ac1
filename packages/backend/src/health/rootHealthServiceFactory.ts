import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { engineHealthServiceRef } from '@internal/plugin-policies-node';

/**
 * Health of the backend, with that of the engines told in readiness. An engine that is down does not
 * make the portal unready: everything else works, and it answers 503 for that engine's sets itself.
 */
export const rootHealthServiceFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    lifecycle: coreServices.rootLifecycle,
    engineHealth: engineHealthServiceRef,
  },
  factory: ({ lifecycle, engineHealth }) => {
    let unready: string | undefined = 'Backend has not started yet';
    lifecycle.addStartupHook(() => {
      unready = undefined;
    });
    lifecycle.addBeforeShutdownHook(() => {
      unready = 'Backend is shutting down';
    });
    return {
      getLiveness: async () => ({ status: 200, payload: { status: 'ok' } }),
      getReadiness: async () => {
        const engines = engineHealth
          .read()
          .map(({ name, state, since = null }) => ({ name, state, since }));
        return unready === undefined
          ? { status: 200, payload: { status: 'ok', engines } }
          : {
              status: 503,
              payload: { status: 'error', message: unready, engines },
            };
      },
    };
  },
});
