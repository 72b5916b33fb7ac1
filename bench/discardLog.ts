import { createBackendModule } from '@backstage/backend-plugin-api';
import { DecisionArchive } from '../plugins/policies-node/src/decisionLog';
import { policyDecisionLogsExtensionPoint } from '../plugins/policies-node/src/extensionPoints';

const nothing: DecisionArchive = {
  add: async ({ decisions }) => ({ added: decisions.length }),
  query: async () => ({ items: [], total: 0 }),
  series: async () => [],
  distinct: async () => [],
  async *replay() {},
  coverage: async () => ({ decisions: 0, entries: 0 }),
  deleteBefore: async () => {},
};

/** A log that takes everything and keeps nothing, `policies.decisions.log: discard`: what logging costs without a store. */
export const discardLog = createBackendModule({
  pluginId: 'policies',
  moduleId: 'discard-log',
  register(env) {
    env.registerInit({
      deps: { logs: policyDecisionLogsExtensionPoint },
      async init({ logs }) {
        logs.addStore({ name: 'discard', open: async () => nothing });
      },
    });
  },
});
