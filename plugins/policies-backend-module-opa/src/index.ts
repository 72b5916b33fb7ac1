/**
 * OPA engine for the policy portal.
 *
 * @packageDocumentation
 */
export { policiesModuleOpa as default } from './module';
export { OpaEngine } from './OpaEngine';
export { readOpaOptions, type OpaOptions } from './OpaOptions';
