export * from './changes';
export * from './ConfiguredEngines';
export * from './DecisionReaders';
export * from './FeatureRef';
export * from './listeners';
export * from './PolicyCore';
export * from './PolicyFeature';
export * from './RegisteredSets';
