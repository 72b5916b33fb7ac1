import { PolicyCore } from '@internal/plugin-policies-node';

/** What the core shares with every feature alike. */
export type SharedCore = Omit<
  PolicyCore,
  'offer' | 'find' | 'observeDecisions' | 'followSources'
>;
