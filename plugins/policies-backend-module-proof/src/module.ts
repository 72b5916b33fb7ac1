import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  clockServiceRef,
  policiesFeaturesExtensionPoint,
} from '@internal/plugin-policies-node';
import { createProof } from './createProof';

/** Adds what holds for all requests: proofs of changes, invariants of sets, findings. */
export const policiesModuleProof = createBackendModule({
  pluginId: 'policies',
  moduleId: 'proof',
  register(registration) {
    registration.registerInit({
      deps: {
        auth: coreServices.auth,
        clock: clockServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        features: policiesFeaturesExtensionPoint,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
      },
      async init({ features, ...services }) {
        features.addFeature({
          name: 'proof',
          migrations: resolvePackagePath(
            '@internal/plugin-policies-backend-module-proof',
            'migrations',
          ),
          create: core => createProof(core, services),
        });
      },
    });
  },
});
