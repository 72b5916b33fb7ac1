/**
 * Extension points of the policy portal backend and the contracts behind them.
 *
 * @packageDocumentation
 */
export * from './admission';
export * from './boundDiagnostics';
export * from './DecisionLog';
export * from './engineHealth';
export * from './extensionPoints';
export * from './FileReading';
export * from './forEachAtOnce';
export * from './git/GitRemote';
export * from './git/GitRemoteRules';
export * from './git/pushBranch';
export * from './leanEntry';
export * from './PolicyEngine';
export * from './permissions';
export * from './PolicySetSource';
export * from './readiness';
export * from './readJsonFile';
export * from './remote';
export * from './revision';
export * from './sandbox';
export * from './search/pageToken';
export * from './search/searchSet';
export * from './storedEntities';
export * from './workers';
