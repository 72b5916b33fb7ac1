export type { NewChange } from './ChangeCalls';
export * from './PoliciesClient';
export * from './PoliciesClientOptions';
export * from './reasonOf';
