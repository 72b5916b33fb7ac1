import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { PoliciesClient } from '@internal/plugin-policies-common';
import { EntityAnnouncer } from './processor/EntityAnnouncer';
import { PoliciesEntitiesProcessor } from './processor/PoliciesEntitiesProcessor';
import { JourneyEntityProvider } from './provider/JourneyEntityProvider';
import { PolicySetEntityProvider } from './provider/PolicySetEntityProvider';
import { readSchedule } from './provider/readSchedule';

/** Adds the kinds `PolicySet` and `Policy` and the entities of all registered sets to the catalog. */
export const catalogModulePolicies = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'policies',
  register(registration) {
    registration.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        discovery,
        events,
        lifecycle,
        logger,
        scheduler,
      }) {
        const client = new PoliciesClient({
          discoveryApi: discovery,
          getToken: async () =>
            auth.getPluginRequestToken({
              onBehalfOf: await auth.getOwnServiceCredentials(),
              targetPluginId: 'policies',
            }),
          timeoutMs: 30_000,
        });
        const announcer = new EntityAnnouncer({ events, logger });
        lifecycle.addShutdownHook(() => announcer.stop());
        catalog.addProcessor(new PoliciesEntitiesProcessor(), announcer);
        catalog.addEntityProvider(
          new JourneyEntityProvider({
            client,
            events,
            logger,
            schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          }),
          new PolicySetEntityProvider({
            client,
            events,
            logger,
            schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          }),
        );
      },
    });
  },
});
