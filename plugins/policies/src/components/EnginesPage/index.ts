export * from './EnginesPage';
