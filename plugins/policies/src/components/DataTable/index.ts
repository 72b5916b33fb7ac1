export * from './DataTable';
export * from './types';
