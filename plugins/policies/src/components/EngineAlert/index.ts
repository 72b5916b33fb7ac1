export * from './EngineAlert';
