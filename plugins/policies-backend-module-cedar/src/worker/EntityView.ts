import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { uidOf } from '../compile/readStatement';
import { EntityWithAncestors, uidKey } from './ScopeIndex';
import { SimpleTypes } from './SimpleTypes';
import { SliceNode, SlicePlan } from './SlicePlan';

/** An entity of a request, with the names of the attributes that the request gave. */
export interface OverlaidEntity {
  given: string[];
  json: EntityJson;
}

/** An entity with its ancestors and without attributes. */
const WHOLE: SliceNode = { attributes: new Map(), entity: true };

/** Attributes to send, by the key of the entity. */
type Slice = Map<string, Set<string>>;

/** Entities as one request sees them. */
export class EntityView {
  constructor(
    private readonly overlaid: Map<string, OverlaidEntity>,
    private readonly stored: Map<string, EntityJson>,
  ) {}

  /**
   * A required attribute that an entity of the request has neither stored nor sent.
   *
   * @param required - required attributes by entity type
   */
  missingAttribute(
    required: Map<string, string[]>,
  ): { uid: TypeAndId; attribute: string } | undefined {
    for (const { json } of this.overlaid.values()) {
      const uid = uidOf(json.uid);
      const attribute = required
        .get(uid.type)
        ?.find(name => !Object.hasOwn(json.attrs, name));
      if (attribute !== undefined) {
        return { uid, attribute };
      }
    }
    return undefined;
  }

  withAncestors(uid: TypeAndId): EntityWithAncestors {
    return {
      uid,
      selfAndAncestors: new Set(this.selfAndAncestors(uid).keys()),
    };
  }

  /** Ids of all that an entity is in. */
  ancestorIds(uid: TypeAndId): string[] {
    const [, ...ancestors] = this.selfAndAncestors(uid).values();
    return ancestors.map(({ id }) => id);
  }

  /**
   * The entities and attributes a combination of statements can read, each entity with all its
   * ancestors as direct parents so that these need not be sent. Properties of the request are among
   * them, so that Cedar checks their types, unless these are plainly right.
   */
  slice(
    plan: SlicePlan,
    roots: {
      principal: TypeAndId;
      action: TypeAndId;
      resource: TypeAndId;
      context: unknown;
    },
    types?: SimpleTypes,
  ): EntityJson[] {
    const sliced: Slice = new Map(
      [...this.overlaid].map(([key, { given, json }]) => {
        const { type } = uidOf(json.uid);
        return [
          key,
          new Set(
            given.filter(name => !types?.fits(type, name, json.attrs[name])),
          ),
        ];
      }),
    );
    for (const variable of ['principal', 'resource'] as const) {
      const node = plan.variables.get(variable);
      if (node) {
        this.addEntity(uidKey(roots[variable]), node, sliced);
      }
    }
    // Without a schema, the groups and attributes of actions are stored like those of any entity.
    this.addEntity(
      uidKey(roots.action),
      plan.variables.get('action') ?? WHOLE,
      sliced,
    );
    const context = plan.variables.get('context');
    if (context) {
      this.addAttributes(roots.context, context, sliced);
    }
    for (const { uid, node } of plan.literals) {
      this.addEntity(uidKey(uid), node, sliced);
    }
    return [...sliced].map(([key, attributes]) => {
      const { uid, attrs, tags } = this.lookup(key)!;
      const [, ...parents] = this.selfAndAncestors(uidOf(uid)).values();
      const read: EntityJson['attrs'] = {};
      for (const attribute of attributes) {
        if (Object.hasOwn(attrs, attribute)) {
          read[attribute] = attrs[attribute];
        }
      }
      return { uid, attrs: read, parents, ...(tags ? { tags } : {}) };
    });
  }

  /** Everything reachable from the roots, for statements that may read anything. */
  closure(named: unknown[]): EntityJson[] {
    const reached = new Map<string, EntityJson>();
    const queue = [...this.overlaid.keys()];
    collectReferences(named, queue);
    for (const key of queue) {
      const entity = this.lookup(key);
      if (entity && !reached.has(key)) {
        reached.set(key, entity);
        collectReferences([entity.attrs, entity.tags, entity.parents], queue);
      }
    }
    return [...reached.values()];
  }

  private lookup(key: string): EntityJson | undefined {
    return this.overlaid.get(key)?.json ?? this.stored.get(key);
  }

  /** By key, the entity itself first. */
  private selfAndAncestors(uid: TypeAndId): Map<string, TypeAndId> {
    const found = new Map([[uidKey(uid), uid]]);
    for (const key of found.keys()) {
      for (const parent of this.lookup(key)?.parents ?? []) {
        const parentUid = uidOf(parent);
        found.set(uidKey(parentUid), parentUid);
      }
    }
    return found;
  }

  private addEntity(key: string, node: SliceNode, into: Slice): void {
    const entity = node.entity ? this.lookup(key) : undefined;
    if (entity) {
      const attributes = into.get(key) ?? new Set();
      into.set(key, attributes);
      for (const attribute of node.attributes.keys()) {
        attributes.add(attribute);
      }
      this.addAttributes(entity.attrs, node, into);
    }
  }

  private addAttributes(value: unknown, node: SliceNode, into: Slice): void {
    for (const [attribute, child] of node.attributes) {
      if (child.entity) {
        const next = (value as Record<string, unknown> | undefined)?.[
          attribute
        ];
        const reference = referenceOf(next);
        if (reference) {
          this.addEntity(uidKey(reference), child, into);
        }
        this.addAttributes(next, child, into);
      }
    }
  }
}

/** The uid that a JSON value stands for, if it can be a reference. */
function referenceOf(value: unknown): TypeAndId | undefined {
  if (!value || typeof value !== 'object') {
    return undefined;
  }
  const { type, id, __entity } = value as Partial<TypeAndId> & {
    __entity?: TypeAndId;
  };
  if (__entity) {
    return referenceOf(__entity);
  }
  return typeof type === 'string' && typeof id === 'string'
    ? { type, id }
    : undefined;
}

/** Adds the keys of all references inside a JSON value. */
function collectReferences(value: unknown, into: string[]): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectReferences(item, into));
  } else if (value && typeof value === 'object') {
    const reference = referenceOf(value);
    if (reference) {
      into.push(uidKey(reference));
    }
    Object.values(value).forEach(item => collectReferences(item, into));
  }
}
