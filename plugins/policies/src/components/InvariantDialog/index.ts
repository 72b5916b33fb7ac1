export * from './InvariantDialog';
