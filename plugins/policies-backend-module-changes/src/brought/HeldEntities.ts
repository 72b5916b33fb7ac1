import { Entity, parseEntityRef } from '@backstage/catalog-model';
import { toEntities } from '@internal/plugin-policies-node';
import { PublishedBrought } from './BroughtStore';
import { plainNameOf } from './readReservedGroups';

/** The entities that policy sets hold in the catalog. */
export class HeldEntities {
  private readonly held = new Map<string, { set: string; entity: Entity }>();

  /**
   * The set that was the first to bring an entity holds it for good, and its last switch says what the
   * entity is. What it no longer describes stays as it was: others may have come to rely on it.
   *
   * @param published - oldest first
   * @param reserved - names of groups that no set may bring, whatever was published
   */
  constructor(published: PublishedBrought[], reserved: Set<string>) {
    for (const { set, brought } of published) {
      for (const [ref, entity] of toEntities(set, brought)) {
        const isReserved =
          parseEntityRef(ref).kind.toLocaleLowerCase('en-US') === 'group' &&
          reserved.has(plainNameOf(ref));
        if (!isReserved && (this.held.get(ref)?.set ?? set) === set) {
          this.held.set(ref, { set, entity });
        }
      }
    }
  }

  /** Name of the set that brought an entity. */
  holderOf(ref: string): string | undefined {
    return this.held.get(ref)?.set;
  }

  /** People of a group that a set brought. */
  membersOf(group: string): string[] | undefined {
    return this.held.get(group)?.entity.spec?.members as string[] | undefined;
  }

  /** @param isTold - whether what a set brought is told of */
  list(isTold: (set: string) => boolean): Entity[] {
    return [...this.held.values()]
      .filter(({ set }) => isTold(set))
      .map(({ entity }) => entity);
  }
}
