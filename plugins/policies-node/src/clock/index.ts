export * from './Clock';
export * from './inTime';
