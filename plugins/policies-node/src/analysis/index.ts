export * from './AnalyzerMissingError';
export * from './PolicyAnalyzer';
