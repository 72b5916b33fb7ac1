export * from './EngineConnection';
export * from './EngineFaultError';
export * from './LatencyWindow';
export * from './remoteOptions';
