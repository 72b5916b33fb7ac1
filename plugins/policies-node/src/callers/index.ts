export * from './Actor';
export * from './callerOf';
