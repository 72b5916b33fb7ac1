export * from './EngineConnection';
export * from './EngineFaultError';
export * from './findEngineBinary';
export * from './LatencyWindow';
export * from './remoteOptions';
export * from './ServerLease';
