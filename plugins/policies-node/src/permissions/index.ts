export * from './conditions';
export * from './resources';
export * from './rules';
export * from './authorize';
export * from './toSetResource';
