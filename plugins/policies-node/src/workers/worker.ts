/**
 * What runs inside worker threads, apart from the rest: each thread would hold that in memory too.
 *
 * @packageDocumentation
 */
export type {
  EngineDecision,
  KnownEntities,
  PolicyBundle,
} from '../PolicyEngine';
export * from '../readJsonFile';
export * from '../storedEntities';
export * from './placeOf';
export * from './protocol';
export * from './runWorker';
