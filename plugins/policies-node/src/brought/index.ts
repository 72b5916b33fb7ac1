export * from './BroughtEntities';
