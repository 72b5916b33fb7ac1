export * from './policiesApiRef';
