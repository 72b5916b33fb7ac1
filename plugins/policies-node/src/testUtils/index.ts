/**
 * For the tests of engine drivers, ours and third parties': the conformance suite, its fixtures, and
 * real servers.
 *
 * @packageDocumentation
 */
export * from './accountOf';
export * from './confusableRequests';
export * from './describeDecisionLog';
export * from './describeEngine';
export * from './engineServers';
export * from './readFixture';
export * from './scenario';
export * from './startFaultyServer';
export * from './misbehavingProxy';
export * from './until';
