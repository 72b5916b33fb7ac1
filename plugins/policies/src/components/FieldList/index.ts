export * from './FieldList';
