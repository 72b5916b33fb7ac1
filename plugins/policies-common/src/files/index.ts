export * from './diagnostics';
export * from './isError';
export * from './limits';
