export * from './DriverIcon';
export * from './icons';
