export * from './ConsumerTable';
export * from './consumers';
