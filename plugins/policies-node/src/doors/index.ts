export * from './AdmittedCallers';
export * from './DecisionHouse';
export * from './Door';
export * from './InFlight';
