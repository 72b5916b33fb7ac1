export * from './EngineStateChip';
