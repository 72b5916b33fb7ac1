export * from './StageChip';
