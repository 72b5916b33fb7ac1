import {
  Attribute,
  AttributeType,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import type { EntityJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { uidOf } from './readStatement';

const MAX_KNOWN_IDS = 200;

/* The resolved schema as Cedar writes it: the published types describe the unresolved form. */
interface ResolvedType {
  type: string;
  element?: ResolvedType;
  name?: string;
  attributes?: Record<string, ResolvedType & { required?: boolean }>;
}

const EXTENSIONS = ['decimal', 'datetime', 'duration', 'ipaddr'] as const;

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
      direct.set(name, action.memberOf?.map(group => group.id) ?? []);
    }
  }
  const groups: Record<string, string[]> = {};
  for (const name of direct.keys()) {
    const above: string[] = [];
    const queue = [...direct.get(name)!];
    for (const group of queue) {
      if (!above.includes(group)) {
        above.push(group);
        queue.push(...(direct.get(group) ?? []));
      }
    }
    groups[name] = above;
  }
  return groups;
}

/** Reads attributes, following the names of common types. */
class AttributeReader {
  private readonly commonTypes = new Map<string, ResolvedType>();

  constructor(schema: SchemaJson<string>) {
    for (const [namespace, { commonTypes }] of Object.entries(schema)) {
      for (const [name, type] of Object.entries(commonTypes ?? {})) {
        this.commonTypes.set(
          namespace ? `${namespace}::${name}` : name,
          type as ResolvedType,
        );
      }
    }
  }

  attributesOf(type: ResolvedType | undefined): Attribute[] {
    const { attributes = {} } = (type && this.resolve(type)) ?? {};
    return Object.entries(attributes).map(([name, attribute]) => ({
      name,
      required: attribute.required !== false,
      type: this.typeOf(attribute),
    }));
  }

  /** Cedar refuses common types that name themselves, so this ends. */
  private resolve(type: ResolvedType): ResolvedType {
    const common = this.commonTypes.get(type.name ?? type.type);
    return common ? this.resolve(common) : type;
  }

  private typeOf(named: ResolvedType): AttributeType {
    const type = this.resolve(named);
    switch (type.type) {
      case 'String':
        return { kind: 'string' };
      case 'Long':
        return { kind: 'long' };
      case 'Boolean':
      case 'Bool':
        return { kind: 'boolean' };
      case 'Set':
        return {
          kind: 'set',
          element: type.element
            ? this.typeOf(type.element)
            : { kind: 'unknown' },
        };
      case 'Record':
        return { kind: 'record', attributes: this.attributesOf(type) };
      case 'Entity':
        return { kind: 'entity', types: [type.name!] };
      default: {
        const name = type.type === 'Extension' ? type.name! : type.type;
        const extension = EXTENSIONS.find(kind => kind === name);
        return { kind: extension ?? 'unknown' };
      }
    }
  }
}
