export * from './PolicySearchResult';
