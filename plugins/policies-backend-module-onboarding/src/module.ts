import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { journeyCreatePermission } from '@internal/plugin-policies-common';
import { policiesFeaturesExtensionPoint } from '@internal/plugin-policies-node';
import { createOnboarding } from './createOnboarding';

/** Adds guided onboarding: journeys, the board and starter sets. */
export const policiesModuleOnboarding = createBackendModule({
  pluginId: 'policies',
  moduleId: 'onboarding',
  register(registration) {
    registration.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        features: policiesFeaturesExtensionPoint,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ features, ...services }) {
        features.addFeature({
          name: 'onboarding',
          permissions: [journeyCreatePermission],
          create: core => createOnboarding(core, services),
        });
      },
    });
  },
});
