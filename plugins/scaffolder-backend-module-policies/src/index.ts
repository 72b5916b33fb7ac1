/**
 * Scaffolder actions of the policy portal.
 *
 * @packageDocumentation
 */
export { scaffolderModulePolicies as default } from './module';
