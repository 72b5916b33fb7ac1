export * from './types';
export * from './readManifest';
export * from './readCases';
