export * from './FileDifferenceView';
