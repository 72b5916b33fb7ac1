export * from './OwnedPolicies';
