/**
 * Policies in search: found by title, regulation, description and by the text of their source.
 *
 * @packageDocumentation
 */
export { searchModulePolicies as default } from './module';
export { searchModuleRankedEngine } from './engineModule';
export { RankedSearchEngine } from './engine/RankedSearchEngine';
export { PolicyCollatorFactory } from './collator/PolicyCollatorFactory';
export type { PolicyCollatorFactoryOptions } from './collator/PolicyCollatorFactory';
