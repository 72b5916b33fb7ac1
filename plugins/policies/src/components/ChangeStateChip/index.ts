export * from './ChangeStateChip';
