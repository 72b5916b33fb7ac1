export * from './consumers';
export * from './DecisionArchive';
export * from './DecisionLog';
export * from './DecisionLogReader';
export * from './DecisionLogStore';
export * from './fingerprintOf';
export * from './Tally';
export * from './types';
