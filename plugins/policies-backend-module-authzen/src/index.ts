/**
 * Any AuthZEN decision point as an engine of the policy portal.
 *
 * @packageDocumentation
 */
export { policiesModuleAuthzen as default } from './module';
export { AuthzenEngine } from './AuthzenEngine';
export { readAuthzenOptions, type AuthzenOptions } from './AuthzenOptions';
