export * from './EntityHeader';
