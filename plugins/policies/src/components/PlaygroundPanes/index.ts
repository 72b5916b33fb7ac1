export * from './Split';
export * from './denseTabs';
