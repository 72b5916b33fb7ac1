export * from './changeRules';
export * from './journeyRules';
export { toDomainRefs } from './params';
export * from './setRules';
