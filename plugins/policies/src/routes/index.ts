export * from './paths';
export * from './requestFragment';
export * from './routeRefs';
