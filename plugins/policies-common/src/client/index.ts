export * from './PoliciesReader';
