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
export interface Extensions {
  drivers: PolicyEngineDriver[];
  sources: PolicySetSource[];
  decisionLogs: DecisionLogStore[];
  features: PolicyFeature[];
}

/** Lets modules bring what the portal can be extended by. */
export function registerExtensionPoints(
  env: Pick<BackendPluginRegistrationPoints, 'registerExtensionPoint'>,
): Extensions {
  const extensions: Extensions = {
    drivers: [],
    sources: [],
    decisionLogs: [],
    features: [],
  };
  env.registerExtensionPoint(policyEnginesExtensionPoint, {
    addDriver: driver => extensions.drivers.push(driver),
  });
  env.registerExtensionPoint(policySourcesExtensionPoint, {
    addSource: source => extensions.sources.push(source),
  });
  env.registerExtensionPoint(policyDecisionLogsExtensionPoint, {
    addStore: store => extensions.decisionLogs.push(store),
  });
  env.registerExtensionPoint(policiesFeaturesExtensionPoint, {
    addFeature: feature => extensions.features.push(feature),
  });
  return extensions;
}
