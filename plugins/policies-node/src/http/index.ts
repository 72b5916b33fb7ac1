export * from './checkStorable';
export * from './PayloadTooLargeError';
export * from './Route';
export * from './RouteDescription';
export * from './zipFiles';
