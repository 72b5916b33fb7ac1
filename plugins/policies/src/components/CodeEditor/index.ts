export * from './CodeEditor';
export * from './types';
