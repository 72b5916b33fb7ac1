import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  policyEnginesExtensionPoint,
  readEngineOptions,
  workerOptionsSchema,
} from '@internal/plugin-policies-node';
import { CasbinEngine } from './CasbinEngine';

/** Adds the embedded driver `casbin` to the policies backend. */
export const policiesModuleCasbin = createBackendModule({
  pluginId: 'policies',
  moduleId: 'casbin',
  register(registration) {
    registration.registerInit({
      deps: { engines: policyEnginesExtensionPoint },
      async init({ engines }) {
        engines.addDriver({
          driver: 'casbin',
          createEngine: async ({ name, config, logger }) =>
            new CasbinEngine({
              ...readEngineOptions(name, config, workerOptionsSchema),
              logger,
            }),
        });
      },
    });
  },
});
