export * from './ConsumedPolicies';
