/**
 * The driver `cerbos` for the policies backend.
 *
 * @packageDocumentation
 */
export { policiesModuleCerbos as default } from './module';
