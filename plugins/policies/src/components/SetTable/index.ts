export * from './SetTable';
