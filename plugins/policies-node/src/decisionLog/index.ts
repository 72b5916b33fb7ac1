export * from './consumers';
export * from './DecisionLog';
export * from './DecisionLogStore';
export * from './types';
