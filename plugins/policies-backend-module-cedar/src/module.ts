import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyEnginesExtensionPoint } from '@internal/plugin-policies-node';
import { CedarEngine } from './CedarEngine';
import { readCedarOptions } from './CedarOptions';

/** Adds the embedded driver `cedar` to the policies backend. */
export const policiesModuleCedar = createBackendModule({
  pluginId: 'policies',
  moduleId: 'cedar',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'cedar',
          createEngine: async ({ name, config, logger }) =>
            new CedarEngine({
              name,
              ...readCedarOptions(name, config),
              logger,
            }),
        });
      },
    });
  },
});
