import { DecisionLogStore } from '@internal/plugin-policies-node';
import { DatabaseDecisionLog } from './DatabaseDecisionLog';

/** The decision log in the plugin's database; `policies.decisions.log: database`, which is the default. */
export const databaseStore: DecisionLogStore = {
  name: 'database',
  open: ({ config, ...options }) =>
    DatabaseDecisionLog.create({
      ...options,
      entriesPerSecond:
        config.getOptionalNumber('policies.decisions.logEntriesPerSecond') ??
        200,
    }),
};
