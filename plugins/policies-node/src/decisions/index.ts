export * from './DecisionCaller';
export * from './DecisionService';
