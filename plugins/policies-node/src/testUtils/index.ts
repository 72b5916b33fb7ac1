/**
 * For tests of what stands behind the contracts, ours and third parties': conformance suites with their
 * fixtures, real servers of engines, and time under control.
 *
 * @packageDocumentation
 */
export * from './accountOf';
export * from './confusableRequests';
export * from './describeAnalyzer';
export * from './describeCheck';
export * from './describeDecisionArchive';
export * from './describeEngine';
export * from './describeWithPrograms';
export * from './engineServers';
export * from './Gate';
export * from './jobs';
export * from './ManualClock';
export * from './readFixture';
export * from './RunningClock';
export * from './scenario';
export * from './startFaultyServer';
export * from './misbehavingProxy';
export * from './until';
