export type { ChangeListOptions, NewChange } from './ChangeCalls';
export * from './PoliciesClient';
export * from './PoliciesClientOptions';
export * from './reasonOf';
export type { ListOptions } from './RegistryCalls';
