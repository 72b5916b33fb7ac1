export * from './diagnostics';
export * from './engines';
export * from './overview';
export * from './playground';
export * from './search';
export * from './sets';
export * from './templates';
export * from './vocabulary';
