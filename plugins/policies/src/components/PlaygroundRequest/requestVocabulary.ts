import {
  ActionDescription,
  Attribute,
  EntityTypeDescription,
  RequestVocabulary,
} from '@internal/plugin-policies-common';

/** What the form offers for the parts of a request. */
export interface FormChoices {
  actions: string[];
  subjectTypes: string[];
  resourceTypes: string[];
  context: Attribute[];
}

function actionsFor(
  vocabulary: RequestVocabulary,
  action: string,
): ActionDescription[] {
  const named = vocabulary.actions.filter(item => item.name === action);
  return named.length ? named : vocabulary.actions;
}

const unique = (values: string[]) => [...new Set(values)].sort();

/** Choices for a request with this action; all of the set while the action is open. */
export function choicesFor(
  vocabulary: RequestVocabulary | undefined,
  action: string,
): FormChoices {
  if (!vocabulary) {
    return { actions: [], subjectTypes: [], resourceTypes: [], context: [] };
  }
  const actions = actionsFor(vocabulary, action);
  return {
    actions: unique(vocabulary.actions.map(item => item.name)),
    subjectTypes: unique(actions.flatMap(item => item.subjectTypes)),
    resourceTypes: unique(actions.flatMap(item => item.resourceTypes)),
    context: [
      ...new Map(
        actions.flatMap(item => item.context).map(item => [item.name, item]),
      ).values(),
    ],
  };
}

/** The entity type a request names: by its AuthZEN type, else by that of the engine. */
export function entityType(
  vocabulary: RequestVocabulary | undefined,
  type: string,
): EntityTypeDescription | undefined {
  return (
    vocabulary?.entityTypes.find(item => item.type === type) ??
    vocabulary?.entityTypes.find(item => item.engineType === type)
  );
}
