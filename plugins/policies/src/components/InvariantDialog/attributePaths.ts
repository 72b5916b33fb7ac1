import {
  Attribute,
  AttributeType,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { choicesFor, entityType } from '../PlaygroundRequest';
import { hasMember, memberOf } from './cedarText';

/** How far attributes of attributes are offered. */
const DEPTH = 2;

/** Something that a condition can be about. */
export interface AttributePath {
  /** What people read and choose, for example `resource.owner.status`. */
  label: string;
  type: AttributeType;
  /** In Cedar. */
  text: string;
  /** Conditions under which it is there, in Cedar. */
  guards: string[];
}

/** What an invariant is about: the head of its statement. */
export interface InvariantScope {
  /** AuthZEN type; empty for any. */
  subjectType: string;
  /** Names of actions; empty for all. */
  actions: string[];
  /** AuthZEN type; empty for any. */
  resourceType: string;
}

/** What conditions of an invariant can be about: what all requests in its scope may say. */
export function attributePaths(
  vocabulary: RequestVocabulary | undefined,
  scope: InvariantScope,
): AttributePath[] {
  if (!vocabulary) {
    return [];
  }
  const { subjectTypes, resourceTypes, context } = scopeChoices(
    vocabulary,
    scope.actions,
  );
  const of = (variable: string, word: string, types: string[]) => {
    const [type, ...others] = types;
    const entity = others.length ? undefined : entityType(vocabulary, type);
    return entity
      ? [
          {
            label: word,
            type: { kind: 'entity' as const, types: [entity.engineType] },
            text: variable,
            guards: [],
          },
          ...within(vocabulary, variable, word, [], entity.attributes, DEPTH),
        ]
      : [];
  };
  return [
    ...of(
      'principal',
      'subject',
      scope.subjectType ? [scope.subjectType] : subjectTypes,
    ),
    ...of(
      'resource',
      'resource',
      scope.resourceType ? [scope.resourceType] : resourceTypes,
    ),
    ...within(vocabulary, 'context', 'context', [], context, DEPTH),
  ];
}

/** What requests with one of these actions may name. */
export function scopeChoices(
  vocabulary: RequestVocabulary | undefined,
  actions: string[],
) {
  const chosen = actions.length ? actions : [''];
  const choices = chosen.map(action => choicesFor(vocabulary, action));
  const all = (pick: (choice: (typeof choices)[number]) => string[]) => [
    ...new Set(choices.flatMap(pick)),
  ];
  const [first, ...rest] = choices;
  return {
    actions: first.actions,
    subjectTypes: all(({ subjectTypes }) => subjectTypes),
    resourceTypes: all(({ resourceTypes }) => resourceTypes),
    // Only what every one of the actions has.
    context: actions.length
      ? first.context.filter(({ name }) =>
          rest.every(choice =>
            choice.context.some(other => other.name === name),
          ),
        )
      : sharedContext(vocabulary),
  };
}

function sharedContext(vocabulary: RequestVocabulary | undefined): Attribute[] {
  const [first, ...rest] = vocabulary?.actions ?? [];
  return (first?.context ?? []).filter(({ name }) =>
    rest.every(action => action.context.some(other => other.name === name)),
  );
}

function within(
  vocabulary: RequestVocabulary,
  owner: string,
  label: string,
  guards: string[],
  attributes: Attribute[],
  depth: number,
): AttributePath[] {
  return attributes.flatMap(({ name, required, type }) => {
    const path: AttributePath = {
      label: `${label}.${name}`,
      type,
      text: memberOf(owner, name),
      guards: required ? guards : [...guards, hasMember(owner, name)],
    };
    const inner = depth > 1 ? attributesOf(vocabulary, type) : [];
    return [
      path,
      ...within(
        vocabulary,
        path.text,
        path.label,
        path.guards,
        inner,
        depth - 1,
      ),
    ];
  });
}

function attributesOf(
  vocabulary: RequestVocabulary,
  type: AttributeType,
): Attribute[] {
  if (type.kind === 'record') {
    return type.attributes;
  }
  return type.kind === 'entity' && type.types.length === 1
    ? entityType(vocabulary, type.types[0])?.attributes ?? []
    : [];
}
