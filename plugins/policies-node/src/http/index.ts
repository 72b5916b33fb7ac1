export * from './checkStorable';
export * from './PayloadTooLargeError';
export * from './Route';
export * from './RouteCalls';
export * from './RouteDescription';
export * from './zipFiles';
