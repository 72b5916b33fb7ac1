import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { uidOf } from '../compile/readStatement';
import { EntityView, OverlaidEntity } from './EntityView';
import { uidKey } from './ScopeIndex';

/** Subject or resource of a request, with its Cedar uid. */
export interface GivenEntity {
  uid: TypeAndId;
  properties?: object;
}

/** The stored entities of a set. */
export class EntityStore {
  private readonly stored = new Map<string, EntityJson>();

  constructor(entities: EntityJson[]) {
    for (const json of entities) {
      this.stored.set(uidKey(uidOf(json.uid)), json);
    }
  }

  has(uid: TypeAndId): boolean {
    return this.stored.has(uidKey(uid));
  }

  /** The stored entities with the properties of a request laid over them. */
  overlay(given: GivenEntity[]): EntityView {
    const overlaid = new Map<string, OverlaidEntity>();
    for (const { uid, properties } of given) {
      if (properties) {
        const key = uidKey(uid);
        const earlier = overlaid.get(key);
        const base = earlier?.json ?? this.stored.get(key);
        overlaid.set(key, {
          given: [...(earlier?.given ?? []), ...Object.keys(properties)],
          json: {
            uid,
            attrs: {
              ...base?.attrs,
              ...properties,
            } as EntityJson['attrs'],
            parents: base?.parents ?? [],
            ...(base?.tags ? { tags: base.tags } : {}),
          },
        });
      }
    }
    return new EntityView(overlaid, this.stored);
  }
}
