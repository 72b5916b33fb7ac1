import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  engineHealthServiceRef,
  readinessServiceRef,
} from '@internal/plugin-policies-node';

/**
 * Health of the backend, with that of the engines told in readiness. An engine that is down does not
 * make the portal unready: everything else works, and it answers 503 for that engine's sets itself. What
 * has not been loaded since the start does, as it would be missed by whoever asks.
 */
export const rootHealthServiceFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    lifecycle: coreServices.rootLifecycle,
    engineHealth: engineHealthServiceRef,
    readiness: readinessServiceRef,
  },
  factory: ({ lifecycle, engineHealth, readiness }) => {
    let state: 'starting' | 'started' | 'ending' = 'starting';
    lifecycle.addStartupHook(() => {
      state = 'started';
    });
    lifecycle.addBeforeShutdownHook(() => {
      state = 'ending';
    });
    const whyUnready = () => {
      switch (state) {
        case 'starting':
          return 'Backend has not started yet';
        case 'ending':
          return 'Backend is shutting down';
        default: {
          const reasons = readiness.reasons();
          return reasons.length
            ? `Backend is not ready: ${reasons.join('; ')}`
            : undefined;
        }
      }
    };
    return {
      getLiveness: async () => ({ status: 200, payload: { status: 'ok' } }),
      getReadiness: async () => {
        const engines = engineHealth.read().map(engine => ({
          name: engine.name,
          state: engine.state,
          since: engine.since ?? null,
        }));
        const unready = whyUnready();
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
