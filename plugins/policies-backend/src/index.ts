/**
 * Backend of the policy portal.
 *
 * @packageDocumentation
 */
export { policiesPlugin as default } from './plugin';
