import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  metricsServiceRef,
  tracingServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { policiesPermissions } from '@internal/plugin-policies-common';
import {
  clockServiceRef,
  engineHealthServiceRef,
  leanEntryServiceRef,
  readinessServiceRef,
} from '@internal/plugin-policies-node';
import { createCore } from './core/createCore';
import { Lifetime } from './lifetime/Lifetime';
import { migrateCore } from './core/migrateCore';
import { registerExtensionPoints } from './core/registerExtensionPoints';
import { serveCore } from './core/serveCore';
import { Features } from './features/Features';

/** Backend plugin of the policy portal: the core, and the features that modules add. */
export const policiesPlugin = createBackendPlugin({
  pluginId: 'policies',
  register(env) {
    const extensions = registerExtensionPoints(env);
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clock: clockServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        engineHealth: engineHealthServiceRef,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        leanEntry: leanEntryServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        readiness: readinessServiceRef,
        rootHttpRouter: coreServices.rootHttpRouter,
        scheduler: coreServices.scheduler,
        tracing: tracingServiceRef,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const lifetime = new Lifetime(deps.logger);
        deps.lifecycle.addShutdownHook(() => lifetime.end());
        await migrateCore(deps.database);
        deps.permissionsRegistry.addPermissions(policiesPermissions);
        const services = { ...deps, ...extensions };
        const core = await createCore(services, lifetime);
        const features = new Features(extensions.features, deps);
        await features.create(core.shared, core);
        lifetime.onEnd(() => features.stop());
        await serveCore(core, features, services, lifetime);
        await core.open();
        await features.start();
        lifetime.begin(core.jobs);
      },
    });
  },
});
