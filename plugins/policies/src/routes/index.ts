export * from './paths';
export * from './requestFragment';
