export * from './Deployments';
