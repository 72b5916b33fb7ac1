/**
 * The kinds `PolicySet` and `Policy` in the catalog: validation, relations and the entities of every
 * registered policy set.
 *
 * @packageDocumentation
 */
export { catalogModulePolicies as default } from './module';
export { toEntityConditions } from './permissions/toEntityConditions';
export { PoliciesEntitiesProcessor } from './processor/PoliciesEntitiesProcessor';
export { PolicySetEntityProvider } from './provider/PolicySetEntityProvider';
export type { PolicySetEntityProviderOptions } from './provider/PolicySetEntityProvider';
