export { proofRoutes } from '../proofRoutes';
