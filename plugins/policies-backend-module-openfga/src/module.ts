import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyEnginesExtensionPoint } from '@internal/plugin-policies-node';
import { OpenfgaEngine } from './OpenfgaEngine';
import { readOpenfgaOptions } from './OpenfgaOptions';

/** Adds the driver `openfga` to the policies backend. */
export const policiesModuleOpenfga = createBackendModule({
  pluginId: 'policies',
  moduleId: 'openfga',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'openfga',
          createEngine: async ({ name, config, logger }) =>
            new OpenfgaEngine({
              name,
              options: readOpenfgaOptions(name, config),
              logger,
            }),
        });
      },
    });
  },
});
