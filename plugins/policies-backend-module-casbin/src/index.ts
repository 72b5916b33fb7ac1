/**
 * Embedded Casbin engine for the policy portal.
 *
 * @packageDocumentation
 */
export { policiesModuleCasbin as default } from './module';
export { CasbinEngine } from './CasbinEngine';
