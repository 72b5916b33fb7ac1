export * from './SourceFiles';
