export * from './PoliciesReader';
export * from './reasonOf';
