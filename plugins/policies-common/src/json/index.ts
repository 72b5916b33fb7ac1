/**
 * Reading JSON exactly, apart from the rest: worker threads need nothing else of this package.
 *
 * @packageDocumentation
 */
export * from './illFormed';
