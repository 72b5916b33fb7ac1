import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { uidOf } from './readStatement';

/*
 * A schema tells Cedar which objects are references. Without one it takes `{ "type", "id" }` for a
 * record, which equals no entity: a forbid that compares it would not apply.
 */

/** A set has no schema and names an entity by the type that services use, which Cedar does not know. */
export class MappedTypeError extends Error {
  name = 'MappedTypeError';

  constructor({ type, id }: TypeAndId, readonly cedarType: string) {
    super(
      `'${type}::${id}' has the type '${type}', which 'spec.types' calls '${cedarType}' in Cedar; write '${cedarType}'`,
    );
  }
}

/**
 * Attributes or context of a set without a schema, with every object in them of exactly the texts `type`
 * and `id` as the reference that it stands for. They are themselves none, whatever their names are.
 *
 * @param types - AuthZEN type to Cedar type
 * @throws MappedTypeError
 */
export function toReferences<T extends object>(
  members: T,
  types: Record<string, string>,
): T {
  return Object.fromEntries(
    Object.entries(members).map(([name, item]) => [name, convert(item, types)]),
  ) as T;
}

/**
 * Stored entities of a set without a schema, with references.
 *
 * @throws MappedTypeError
 */
export function withReferences(
  entities: EntityJson[],
  types: Record<string, string>,
): EntityJson[] {
  return entities.map(entity => {
    for (const uid of [entity.uid, ...entity.parents]) {
      checkType(uidOf(uid), types);
    }
    return {
      ...entity,
      attrs: toReferences(entity.attrs, types),
      ...(entity.tags ? { tags: toReferences(entity.tags, types) } : {}),
    };
  });
}

function convert(value: unknown, types: Record<string, string>): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => convert(item, types));
  }
  if (Object.hasOwn(value, '__entity') || Object.hasOwn(value, '__extn')) {
    return value;
  }
  if (isReference(value)) {
    checkType(value, types);
    return { __entity: value };
  }
  return toReferences(value, types);
}

function isReference(value: object): value is TypeAndId {
  const { type, id } = value as Partial<TypeAndId>;
  return (
    typeof type === 'string' &&
    typeof id === 'string' &&
    Object.keys(value).length === 2
  );
}

function checkType(uid: TypeAndId, types: Record<string, string>): void {
  const cedarType = Object.hasOwn(types, uid.type) ? types[uid.type] : uid.type;
  if (cedarType !== uid.type && !Object.values(types).includes(uid.type)) {
    throw new MappedTypeError(uid, cedarType);
  }
}
