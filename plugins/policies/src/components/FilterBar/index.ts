export * from './FilterBar';
export * from './TextFilter';
