export * from './RequestPane';
