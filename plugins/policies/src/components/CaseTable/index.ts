export * from './CaseTable';
