/** What tests of the portal start and bring: the plugin with its core alone, a company, sets. */
export * from './company';
export * from './Conditions';
export * from './RemoteControlledEngine';
export * from './SetsFolder';
export * from './startOpenfga';
export * from './startPortal';
export * from './startReplicas';
export { coreRoutes, describedRoutes } from '../core/coreRoutes';
export { createRouter } from '../createRouter';
export { DatabaseDecisionArchive, SpooledDecisionLog } from '../decisionLog';
export { HttpDoor } from '../doors/http/HttpDoor';
export { routesOf } from '../http/routesOf';
export { DatabaseDeployments } from '../deployments/DatabaseDeployments';
export { LiveSets } from '../registry/LiveSets';
export { describeApi } from '../schema/describeApi';
export { schemaRoutes } from '../schema/schemaRoutes';
