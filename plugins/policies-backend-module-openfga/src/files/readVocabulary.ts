import {
  Attribute,
  AttributeType,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import type { ConditionParamTypeRef } from '@openfga/sdk';
import { SetFiles } from './readSetFiles';

const MOST_IDS = 200;

/** What requests may say: actions of `authzen.yaml`, and what conditions on their way read. */
export function readVocabulary(
  { model, actions, names }: SetFiles,
  ids: Record<string, string[]>,
): RequestVocabulary {
  const subjects = new Map<string, Map<string, Attribute>>();
  const resources = new Map<string, Map<string, Attribute>>();
  const described = [...actions.byName].map(([name, policies]) => {
    const subjectTypes = new Set<string>();
    const resourceTypes = new Set<string>();
    const context = new Map<string, Attribute>();
    for (const engineType of model.types) {
      const relations = policies.filter(({ relation }) =>
        model.has(engineType, relation),
      );
      const authzenTypes = relations.length
        ? names.authzenTypes(engineType)
        : [];
      authzenTypes.forEach(type => resourceTypes.add(type));
      for (const { relation } of relations) {
        const { userTypes, conditions } = model.reach(engineType, relation);
        const users = [...userTypes].flatMap(type => names.authzenTypes(type));
        users.forEach(type => subjectTypes.add(type));
        for (const condition of conditions) {
          for (const attribute of attributesOf(model.parameters(condition))) {
            const [, part, key] =
              /^(subject|resource|action)_(.+)$/.exec(attribute.name) ?? [];
            const told = { ...attribute, name: key ?? attribute.name };
            if (part === 'subject') {
              addTo(subjects, users, told);
            } else if (part === 'resource') {
              addTo(resources, authzenTypes, told);
            } else if (!part) {
              context.set(told.name, told);
            }
          }
        }
      }
    }
    return {
      name,
      subjectTypes: [...subjectTypes].sort(),
      resourceTypes: [...resourceTypes].sort(),
      context: [...context.values()],
    };
  });
  const types = new Set(
    described.flatMap(({ subjectTypes, resourceTypes }) => [
      ...subjectTypes,
      ...resourceTypes,
    ]),
  );
  return {
    actions: described,
    entityTypes: [...types].sort().map(type => ({
      type,
      engineType: names.engineType(type),
      attributes: [
        ...new Map([
          ...(subjects.get(type) ?? []),
          ...(resources.get(type) ?? []),
        ]).values(),
      ],
      knownIds: (Object.hasOwn(ids, type) ? ids[type] : []).slice(0, MOST_IDS),
    })),
  };
}

function addTo(
  byType: Map<string, Map<string, Attribute>>,
  types: string[],
  attribute: Attribute,
): void {
  for (const type of types) {
    byType.set(
      type,
      (byType.get(type) ?? new Map()).set(attribute.name, attribute),
    );
  }
}

function attributesOf(
  parameters: Record<string, ConditionParamTypeRef>,
): Attribute[] {
  return Object.entries(parameters).map(([name, type]) => ({
    name,
    // A tuple may give it, too.
    required: false,
    type: typeOf(type),
  }));
}

const KINDS: Record<
  string,
  Exclude<AttributeType['kind'], 'set' | 'record' | 'entity'>
> = {
  TYPE_NAME_STRING: 'string',
  TYPE_NAME_INT: 'long',
  TYPE_NAME_UINT: 'long',
  TYPE_NAME_DOUBLE: 'decimal',
  TYPE_NAME_BOOL: 'boolean',
  TYPE_NAME_DURATION: 'duration',
  TYPE_NAME_TIMESTAMP: 'datetime',
  TYPE_NAME_IPADDRESS: 'ipaddr',
};

function typeOf({
  type_name: name,
  generic_types: [element] = [],
}: ConditionParamTypeRef): AttributeType {
  return name === 'TYPE_NAME_LIST' && element
    ? { kind: 'set', element: typeOf(element) }
    : { kind: KINDS[name] ?? 'unknown' };
}
