/**
 * What runs inside worker threads, apart from the rest: each thread would hold that in memory too.
 *
 * @packageDocumentation
 */
export * from './placeOf';
export * from './runWorker';
