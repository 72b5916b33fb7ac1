import { RequestVocabulary } from '@internal/plugin-policies-common';
import type { EntityJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { AttributeReader, ResolvedType } from './AttributeReader';
import { uidOf } from './readStatement';

const MAX_KNOWN_IDS = 200;

/**
 * Says in AuthZEN terms what a schema lets a request say.
 *
 * @param schema - resolved schema
 * @param types - AuthZEN type to Cedar type
 * @param entities - stored entities, for the ids a form can offer
 */
export function readVocabulary(
  schema: SchemaJson<string>,
  types: Record<string, string>,
  entities: EntityJson[],
): RequestVocabulary {
  const authzenTypes = new Map(
    Object.entries(types).map(([authzen, cedar]) => [cedar, authzen]),
  );
  const authzenType = (cedarType: string) =>
    authzenTypes.get(cedarType) ?? cedarType;
  const known = new Map<string, string[]>();
  for (const entity of entities) {
    const { type, id } = uidOf(entity.uid);
    const ids = known.get(type) ?? [];
    if (ids.length < MAX_KNOWN_IDS) {
      known.set(type, [...ids, id]);
    }
  }
  const vocabulary: RequestVocabulary = { actions: [], entityTypes: [] };
  const reader = new AttributeReader(schema);
  for (const [namespace, definition] of Object.entries(schema)) {
    const qualified = (name: string) =>
      namespace ? `${namespace}::${name}` : name;
    for (const [name, type] of Object.entries(definition.entityTypes)) {
      const engineType = qualified(name);
      vocabulary.entityTypes.push({
        type: authzenType(engineType),
        engineType,
        attributes: reader.attributesOf(
          'shape' in type ? (type.shape as ResolvedType) : undefined,
        ),
        knownIds: 'enum' in type ? type.enum : known.get(engineType) ?? [],
      });
    }
    for (const [name, action] of Object.entries(definition.actions)) {
      if (action.appliesTo?.principalTypes.length) {
        vocabulary.actions.push({
          name,
          subjectTypes: action.appliesTo.principalTypes.map(authzenType),
          resourceTypes: action.appliesTo.resourceTypes.map(authzenType),
          context: reader.attributesOf(
            action.appliesTo.context as ResolvedType,
          ),
        });
      }
    }
  }
  return vocabulary;
}

/** Action id to the ids of all groups above it, nearest first. */
export function readActionGroups(
  schema: SchemaJson<string>,
): Record<string, string[]> {
  const direct = new Map<string, string[]>();
  for (const definition of Object.values(schema)) {
    for (const [name, action] of Object.entries(definition.actions)) {
      // Of all namespaces: which statements apply is Cedar's to tell, from more than too few.
      direct.set(name, [
        ...(direct.get(name) ?? []),
        ...(action.memberOf?.map(group => group.id) ?? []),
      ]);
    }
  }
  return Object.fromEntries(
    [...direct].map(([name, parents]) => {
      const above = new Set(parents);
      for (const group of above) {
        direct.get(group)?.forEach(parent => above.add(parent));
      }
      return [name, [...above]];
    }),
  );
}
