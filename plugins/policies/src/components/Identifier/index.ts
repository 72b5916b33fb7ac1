export * from './Identifier';
