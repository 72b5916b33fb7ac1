import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyEnginesExtensionPoint } from '@internal/plugin-policies-node';
import { OpaEngine } from './OpaEngine';
import { readOpaOptions } from './OpaOptions';

/** Adds the driver `opa` to the policies backend. */
export const policiesModuleOpa = createBackendModule({
  pluginId: 'policies',
  moduleId: 'opa',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'opa',
          createEngine: async ({ name, config, logger }) =>
            new OpaEngine(name, readOpaOptions(name, config), logger),
        });
      },
    });
  },
});
