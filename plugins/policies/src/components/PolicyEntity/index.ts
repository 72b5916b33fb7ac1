export * from './PolicyCases';
export * from './PolicyOverview';
