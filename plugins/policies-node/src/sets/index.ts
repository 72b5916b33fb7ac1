export * from './summaries';
export * from './noSuchSet';
