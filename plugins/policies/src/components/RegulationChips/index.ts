export * from './RegulationChips';
