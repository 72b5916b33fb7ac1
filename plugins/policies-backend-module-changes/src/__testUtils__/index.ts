/** What tests of the portal do with changes. */
export * from './changeActions';
export { changeRoutes } from '../changeRoutes';
export * from './stores';
