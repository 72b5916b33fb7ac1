export * from './CallerTurns';
export * from './FairQueue';
export * from './refusals';
