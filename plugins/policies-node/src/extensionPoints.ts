import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { DecisionLogStore } from './decisionLog';
import { PolicyFeature } from './features/PolicyFeature';
import { PolicyEngineDriver } from './PolicyEngine';
import { PolicySetSource } from './PolicySetSource';

/** Adds engine drivers to the policies backend. */
export interface PolicyEnginesExtensionPoint {
  addDriver(driver: PolicyEngineDriver): void;
}

/** Extension point for engine drivers. */
export const policyEnginesExtensionPoint =
  createExtensionPoint<PolicyEnginesExtensionPoint>({
    id: 'policies.engines',
  });

/** Adds sources of policy sets beside the configured ones. */
export interface PolicySourcesExtensionPoint {
  addSource(source: PolicySetSource): void;
}

/** Extension point for sources of policy sets. */
export const policySourcesExtensionPoint =
  createExtensionPoint<PolicySourcesExtensionPoint>({
    id: 'policies.sources',
  });

/** Adds parts of the portal that can be left out. */
export interface PoliciesFeaturesExtensionPoint {
  addFeature(feature: PolicyFeature): void;
}

/** Extension point for features. */
export const policiesFeaturesExtensionPoint =
  createExtensionPoint<PoliciesFeaturesExtensionPoint>({
    id: 'policies.features',
  });

/** Adds kinds of decision logs; the configuration says which one is used. */
export interface PolicyDecisionLogsExtensionPoint {
  addStore(store: DecisionLogStore): void;
}

/** Extension point for decision logs. */
export const policyDecisionLogsExtensionPoint =
  createExtensionPoint<PolicyDecisionLogsExtensionPoint>({
    id: 'policies.decision-logs',
  });
