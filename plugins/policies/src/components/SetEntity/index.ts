export * from './SetCases';
export * from './SetOverview';
export * from './SetPolicies';
export * from './SetRevisions';
export * from './SetHistory';
export * from './SetProof';
