export * from './Checklist';
