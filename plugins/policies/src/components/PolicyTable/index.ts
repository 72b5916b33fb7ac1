export * from './PolicyTable';
