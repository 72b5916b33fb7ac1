import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { PoliciesClient } from '@internal/plugin-policies-common';
import { PolicyCollatorFactory } from './collator/PolicyCollatorFactory';
import { readSchedule } from './collator/readSchedule';

/** Adds policies to the search index. */
export const searchModulePolicies = createBackendModule({
  pluginId: 'search',
  moduleId: 'policies',
  register(registration) {
    registration.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        index: searchIndexRegistryExtensionPoint,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, index, logger, scheduler }) {
        const client = new PoliciesClient({
          discoveryApi: discovery,
          getToken: async () =>
            auth.getPluginRequestToken({
              onBehalfOf: await auth.getOwnServiceCredentials(),
              targetPluginId: 'policies',
            }),
          timeoutMs: 30_000,
        });
        index.addCollator({
          schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          factory: new PolicyCollatorFactory({ client, logger }),
        });
      },
    });
  },
});
