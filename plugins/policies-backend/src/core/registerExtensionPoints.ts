import { BackendPluginRegistrationPoints } from '@backstage/backend-plugin-api';
import {
  DecisionLogStore,
  policiesFeaturesExtensionPoint,
  policyDecisionLogsExtensionPoint,
  PolicyEngineDriver,
  policyEnginesExtensionPoint,
  PolicyFeature,
  PolicySetSource,
  policySourcesExtensionPoint,
} from '@internal/plugin-policies-node';

/** What modules bring, once they were initialized. */
export interface Brought {
  drivers: PolicyEngineDriver[];
  sources: PolicySetSource[];
  decisionLogs: DecisionLogStore[];
  features: PolicyFeature[];
}

/** Lets modules bring what the portal can be extended by. */
export function registerExtensionPoints(
  env: Pick<BackendPluginRegistrationPoints, 'registerExtensionPoint'>,
): Brought {
  const brought: Brought = {
    drivers: [],
    sources: [],
    decisionLogs: [],
    features: [],
  };
  env.registerExtensionPoint(policyEnginesExtensionPoint, {
    addDriver: driver => brought.drivers.push(driver),
  });
  env.registerExtensionPoint(policySourcesExtensionPoint, {
    addSource: source => brought.sources.push(source),
  });
  env.registerExtensionPoint(policyDecisionLogsExtensionPoint, {
    addStore: store => brought.decisionLogs.push(store),
  });
  env.registerExtensionPoint(policiesFeaturesExtensionPoint, {
    addFeature: feature => brought.features.push(feature),
  });
  return brought;
}
