export * from './RequestPane';
export { ChoiceField, EntityField, knownIdsOf } from './EntityField';
export { choicesFor, entityType } from './requestVocabulary';
