export * from './PassingQueue';
export * from './PassingThings';
