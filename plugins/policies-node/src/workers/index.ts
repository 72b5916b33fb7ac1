export * from './EngineWorker';
export * from './protocol';
export * from './WorkerEngine';
export * from './workerOptions';
