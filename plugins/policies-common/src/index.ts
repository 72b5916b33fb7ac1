/**
 * Types, schemas, permissions and pure logic shared by every side of the policy portal.
 *
 * @packageDocumentation
 */
export * from './authzen';
export * from './client';
export * from './files';
export * from './json';
export * from './kinds';
export * from './manifest';
export * from './names';
export * from './permissions';
export * from './text';
export * from './wire';
