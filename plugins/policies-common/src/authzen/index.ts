export * from './types';
export * from './evaluations';
