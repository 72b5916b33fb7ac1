export * from './answers';
export * from './types';
export * from './evaluations';
export * from './search';
