import { DecisionLogStore } from '@internal/plugin-policies-node';
import { DatabaseDecisionArchive } from './DatabaseDecisionArchive';

/** The decision log in the plugin's database; `policies.decisions.log: database`, which is the default. */
export const databaseStore: DecisionLogStore = {
  name: 'database',
  open: options => DatabaseDecisionArchive.create(options),
};
