/**
 * Extension points of the policy portal backend and the contracts behind them.
 *
 * @packageDocumentation
 */
export * from './admission';
export * from './analysis';
export * from './boundDiagnostics';
export * from './brought';
export * from './bundle';
export * from './callers';
export * from './company/hashEntity';
export * from './checks';
export * from './database';
export * from './clock';
export * from './decisionLog';
export * from './decisions';
export * from './deployments';
export * from './doors';
export * from './engineHealth';
export * from './EngineList';
export * from './evaluateGuarded';
export * from './extensionPoints';
export * from './features';
export * from './FileReading';
export * from './forEachAtOnce';
export * from './fullRef';
export * from './git/GitRemote';
export * from './git/GitRemoteRules';
export * from './git/pushBranch';
export * from './http';
export * from './jobs';
export * from './leanEntry';
export * from './passing';
export * from './permissions';
export * from './PolicyEngine';
export * from './PolicySetSource';
export * from './readiness';
export * from './readJsonFile';
export * from './redact';
export * from './remote';
export * from './revision';
export * from './sandbox';
export * from './search/pageToken';
export * from './search/searchSet';
export * from './sets';
export * from './statements';
export * from './storedEntities';
export * from './workers';
