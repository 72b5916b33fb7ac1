export * from './types';
export * from './readManifest';
export * from './readBrought';
export * from './readCases';
export * from './readPlain';
export { YamlDocument } from './yamlDocument';
