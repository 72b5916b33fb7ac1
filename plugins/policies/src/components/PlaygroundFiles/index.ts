export * from './FilesPane';
