import {
  ActionDescription,
  RequestVocabulary,
} from '@internal/plugin-policies-common';

/** What requests to a set can be about. */
export interface Subjects {
  actions: string[];
  /** AuthZEN types, at least one of each. */
  subjectTypes: string[];
  resourceTypes: string[];
  /** AuthZEN type to the engine's type. */
  types: Record<string, string>;
  vocabulary?: RequestVocabulary;
}

/** Types that an action is asked about: as the engine tells, else any. */
export function typesOf(
  action: string,
  { vocabulary, subjectTypes, resourceTypes }: Subjects,
): Pick<Subjects, 'subjectTypes' | 'resourceTypes'> & {
  described?: ActionDescription;
} {
  const described = vocabulary?.actions.find(({ name }) => name === action);
  return {
    described,
    subjectTypes: described?.subjectTypes.length
      ? described.subjectTypes
      : subjectTypes,
    resourceTypes: described?.resourceTypes.length
      ? described.resourceTypes
      : resourceTypes,
  };
}
