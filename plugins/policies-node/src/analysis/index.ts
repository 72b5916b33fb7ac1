export * from './PolicyAnalyzer';
