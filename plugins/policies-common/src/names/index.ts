export * from './constants';
export * from './revision';
