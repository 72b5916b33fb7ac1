export * from './diagnostics';
export * from './limits';
