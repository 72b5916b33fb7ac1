export * from './whereCriteria';
