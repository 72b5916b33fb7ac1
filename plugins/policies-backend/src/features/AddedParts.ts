import { ConflictError } from '@backstage/errors';

/** Named parts of one sort that features add; those of a feature that is out are left alone. */
export class AddedParts<T extends { name: string }> {
  private readonly parts = new Map<string, { part: T; isOut(): boolean }>();

  /**
   * @param sort - what they are, for messages, as `a check`
   * @param decorate - looks at each of them, or puts around it what concerns all
   */
  constructor(
    private readonly sort: string,
    private readonly decorate: (part: T) => T = part => part,
  ) {}

  /** @throws ConflictError when one of the names is taken, and what `decorate` throws: none is added then */
  add(parts: T[], isOut: () => boolean): void {
    const names = parts.map(({ name }) => name);
    const taken = names.find(
      (name, index) => this.parts.has(name) || names.indexOf(name) !== index,
    );
    if (taken !== undefined) {
      throw new ConflictError(
        `there is ${this.sort} '${taken}' already; give it another name`,
      );
    }
    const decorated = parts.map(part => this.decorate(part));
    decorated.forEach(part => this.parts.set(part.name, { part, isOut }));
  }

  /** In the order in which features added them. */
  list(): T[] {
    return [...this.parts.values()]
      .filter(({ isOut }) => !isOut())
      .map(({ part }) => part);
  }

  find(name: string): T | undefined {
    return this.parts.get(name)?.part;
  }
}
