/**
 * Embedded Cedar engine for the policy portal.
 *
 * @packageDocumentation
 */
export { policiesModuleCedar as default } from './module';
export { CedarEngine } from './CedarEngine';
export { readCedarOptions, type CedarOptions } from './CedarOptions';
