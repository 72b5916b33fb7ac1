export * from './VisibleText';
