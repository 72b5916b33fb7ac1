import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyEnginesExtensionPoint } from '@internal/plugin-policies-node';
import { AuthzenEngine } from './AuthzenEngine';
import { readAuthzenOptions } from './AuthzenOptions';

/** Adds the driver `authzen` to the policies backend. */
export const policiesModuleAuthzen = createBackendModule({
  pluginId: 'policies',
  moduleId: 'authzen',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'authzen',
          createEngine: async ({ name, config, logger }) =>
            new AuthzenEngine({
              name,
              options: readAuthzenOptions(name, config),
              logger,
            }),
        });
      },
    });
  },
});
