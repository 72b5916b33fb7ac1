export * from './RegulationInvariants';
