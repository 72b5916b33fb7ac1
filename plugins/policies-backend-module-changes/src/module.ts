import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  changeProposePermission,
  setRollBackPermission,
} from '@internal/plugin-policies-common';
import { policiesFeaturesExtensionPoint } from '@internal/plugin-policies-node';
import { createChanges } from './createChanges';

/** Adds changes of policy sets: proposals, checks, approvals, publication, roll-back and evidence. */
export const policiesModuleChanges = createBackendModule({
  pluginId: 'policies',
  moduleId: 'changes',
  register(registration) {
    registration.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        features: policiesFeaturesExtensionPoint,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ features, ...services }) {
        features.addFeature({
          name: 'changes',
          migrations: resolvePackagePath(
            '@internal/plugin-policies-backend-module-changes',
            'migrations',
          ),
          permissions: [changeProposePermission, setRollBackPermission],
          create: core => createChanges(core, services),
        });
      },
    });
  },
});
