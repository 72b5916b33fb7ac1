import { Entity } from '@backstage/catalog-model';

/** After this long nobody waits any more: the next paging finds what came later. */
const PATIENCE_MS = 60_000;

type Expectation = (entity: Entity | undefined) => boolean;

/** Entities that are looked at again and again until the catalog's API returns what is expected of them. */
export class AwaitedEntities {
  private readonly awaited = new Map<
    string,
    { expectations: Expectation[]; until: number }
  >();

  get size(): number {
    return this.awaited.size;
  }

  get refs(): string[] {
    return [...this.awaited.keys()];
  }

  /** @param isCome - by default whatever there is, once */
  add(ref: string, isCome: Expectation = () => true): void {
    const { expectations } = this.awaited.get(ref) ?? { expectations: [] };
    this.awaited.set(ref, {
      expectations: [...expectations, isCome],
      until: Date.now() + PATIENCE_MS,
    });
  }

  /** Takes off the list what has come, and what did not come in time. */
  settle(ref: string, entity: Entity | undefined): void {
    const entry = this.awaited.get(ref);
    if (!entry) {
      return;
    }
    entry.expectations = entry.expectations.filter(isCome => !isCome(entity));
    if (!entry.expectations.length || Date.now() > entry.until) {
      this.awaited.delete(ref);
    }
  }
}
