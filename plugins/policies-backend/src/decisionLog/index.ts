export { DatabaseDecisionArchive } from './DatabaseDecisionArchive';
export { SpooledDecisionLog } from './SpooledDecisionLog';
