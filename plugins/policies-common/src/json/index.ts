/**
 * Reading JSON exactly, apart from the rest: worker threads need nothing else of this package.
 *
 * @packageDocumentation
 */
export * from './exactNumber';
export type { JsonRules } from './findJsonProblem';
export * from './illFormed';
export * from './JsonError';
export * from './readJson';
