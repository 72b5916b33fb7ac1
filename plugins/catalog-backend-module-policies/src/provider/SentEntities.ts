import { createHash } from 'node:crypto';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';

/** What differs between the catalog and the policies backend. */
export interface EntityChanges {
  added: Entity[];
  /** Entity references. */
  removed: string[];
}

/** Remembers by set what the catalog was sent, as hashes: 10,000 entities take about a megabyte. */
export class SentEntities {
  private readonly sets = new Map<string, Map<string, string>>();

  /** Names of all sets that were sent. */
  setNames(): string[] {
    return [...this.sets.keys()];
  }

  /** True if the catalog has this entity of the set as it is. */
  holds(set: string, entity: Entity): boolean {
    return this.sets.get(set)?.get(stringifyEntityRef(entity)) === hash(entity);
  }

  /**
   * Compares sets with what was sent.
   *
   * @param sets - all entities of each set that was read; none for a set that is gone
   */
  compare(sets: Map<string, Entity[]>): EntityChanges {
    const changes: EntityChanges = { added: [], removed: [] };
    for (const [set, entities] of sets) {
      const refs = new Set(entities.map(entity => stringifyEntityRef(entity)));
      changes.added.push(
        ...entities.filter(entity => !this.holds(set, entity)),
      );
      for (const ref of this.sets.get(set)?.keys() ?? []) {
        if (!refs.has(ref)) {
          changes.removed.push(ref);
        }
      }
    }
    return changes;
  }

  /** Remembers sets once the catalog has taken them. */
  remember(sets: Map<string, Entity[]>): void {
    for (const [set, entities] of sets) {
      if (entities.length) {
        this.sets.set(
          set,
          new Map(
            entities.map(entity => [stringifyEntityRef(entity), hash(entity)]),
          ),
        );
      } else {
        this.sets.delete(set);
      }
    }
  }
}

function hash(entity: Entity): string {
  return createHash('sha1').update(JSON.stringify(entity)).digest('base64');
}
