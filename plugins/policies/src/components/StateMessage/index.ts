export * from './ErrorMessage';
export * from './StateMessage';
