import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyEnginesExtensionPoint } from '@internal/plugin-policies-node';
import { CerbosEngine } from './CerbosEngine';
import { readCerbosOptions } from './CerbosOptions';

/** Adds the driver `cerbos` to the policies backend. */
export const policiesModuleCerbos = createBackendModule({
  pluginId: 'policies',
  moduleId: 'cerbos',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'cerbos',
          createEngine: async ({ name, config, logger }) =>
            new CerbosEngine({
              name,
              options: readCerbosOptions(name, config),
              logger,
            }),
        });
      },
    });
  },
});
