export * from './EngineLabel';
