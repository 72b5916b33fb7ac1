export * from './CallerLabel';
