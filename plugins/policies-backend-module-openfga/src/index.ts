/**
 * The driver `openfga` for the policies backend: OpenFGA servers.
 *
 * @packageDocumentation
 */
export { policiesModuleOpenfga as default } from './module';
