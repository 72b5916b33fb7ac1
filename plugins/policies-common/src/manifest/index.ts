export * from './types';
export * from './readManifest';
export * from './readBrought';
export * from './readCases';
export { YamlDocument } from './yamlDocument';
