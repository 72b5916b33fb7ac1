export * from './AdmittedCallers';
export * from './Door';
