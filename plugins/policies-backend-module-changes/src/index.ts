/**
 * Changes of policy sets: proposals, checks, approvals, publication, roll-back and evidence.
 *
 * @packageDocumentation
 */
export { policiesModuleChanges as default } from './module';
