export * from './ResultPane';
