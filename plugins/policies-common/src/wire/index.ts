export * from './diagnostics';
export * from './overview';
export * from './playground';
export * from './sets';
export * from './vocabulary';
