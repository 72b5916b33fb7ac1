import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { AuthzenEntity } from '@internal/plugin-policies-common';
import { uidOf } from '../compile/readStatement';
import { EntityWithAncestors, uidKey } from './ScopeIndex';

interface StoredEntity {
  json: EntityJson;
  /** Keys of everything its attributes and parents name. */
  references: string[];
  parents: string[];
}

/** The stored entities of a set, with what a request sends laid over them. */
export class EntityStore {
  private readonly stored = new Map<string, StoredEntity>();

  constructor(entities: EntityJson[]) {
    for (const json of entities) {
      this.stored.set(uidKey(uidOf(json.uid)), toStored(json));
    }
  }

  /**
   * Entities a decision can reach: those given, what their attributes and parents name, and so on.
   *
   * @param given - subject and resource of a request, with their Cedar uids
   * @param named - values that may name further entities: context, literals of policies
   */
  closure(
    given: Array<{ uid: TypeAndId; entity: AuthzenEntity }>,
    named: unknown[],
  ): { entities: EntityJson[]; find(uid: TypeAndId): EntityWithAncestors } {
    const overlaid = new Map<string, StoredEntity>();
    for (const { uid, entity } of given) {
      const key = uidKey(uid);
      const base = overlaid.get(key) ?? this.stored.get(key);
      if (entity.properties) {
        overlaid.set(
          key,
          toStored({
            uid,
            attrs: {
              ...base?.json.attrs,
              ...entity.properties,
            } as EntityJson['attrs'],
            parents: base?.json.parents ?? [],
            ...(base?.json.tags ? { tags: base.json.tags } : {}),
          }),
        );
      }
    }
    const lookup = (key: string) => overlaid.get(key) ?? this.stored.get(key);
    const reached = new Map<string, EntityJson>();
    const queue = given.map(({ uid }) => uidKey(uid));
    collectReferences(named, queue);
    for (const key of queue) {
      const entity = lookup(key);
      if (entity && !reached.has(key)) {
        reached.set(key, entity.json);
        queue.push(...entity.references);
      }
    }
    return {
      entities: [...reached.values()],
      find: uid => ({ uid, selfAndAncestors: ancestors(uidKey(uid), lookup) }),
    };
  }
}

function ancestors(
  key: string,
  lookup: (key: string) => StoredEntity | undefined,
): Set<string> {
  const found = new Set([key]);
  for (const current of found) {
    for (const parent of lookup(current)?.parents ?? []) {
      found.add(parent);
    }
  }
  return found;
}

function toStored(json: EntityJson): StoredEntity {
  const parents = (json.parents ?? []).map(parent => uidKey(uidOf(parent)));
  const references = [...parents];
  collectReferences(json.attrs, references);
  collectReferences(json.tags, references);
  return { json, references, parents };
}

/** Adds the keys of all `{ type, id }` and `{ __entity }` inside a JSON value. */
function collectReferences(value: unknown, into: string[]): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectReferences(item, into));
  } else if (value && typeof value === 'object') {
    const { type, id, __entity } = value as Partial<TypeAndId> & {
      __entity?: TypeAndId;
    };
    if (__entity) {
      into.push(uidKey(__entity));
    } else if (typeof type === 'string' && typeof id === 'string') {
      into.push(uidKey({ type, id }));
    }
    Object.values(value).forEach(item => collectReferences(item, into));
  }
}
