export * from './types';
export * from './readManifest';
export * from './readCases';
export { YamlDocument } from './yamlDocument';
