export * from './DecisionChip';
