export * from './ConsumerTable';
