export * from './RequestSummary';
