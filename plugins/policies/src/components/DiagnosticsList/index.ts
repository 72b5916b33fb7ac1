export * from './DiagnosticsList';
