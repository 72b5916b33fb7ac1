export * from './conditions';
export * from './ResourceFilter';
export * from './resources';
export * from './rules';
export * from './authorize';
export * from './Scope';
export * from './toSetResource';
