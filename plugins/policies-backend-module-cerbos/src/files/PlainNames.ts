/*
 * Cerbos files policies by names with a `_` for each run of other characters, and looks up what a
 * request names in the same way: asked for the kind `a:b` it answers by the policy of `a-b`, and the
 * principal `a:b` gets what was written for `a-b`.
 */

/** The name of a policy as Cerbos files it. */
export function plainName(name: string): string {
  return name.replace(/[^\w.]+/g, '_');
}

/** Names of policies, and what Cerbos would take for one of them. */
export class PlainNames {
  private readonly names: Map<string, string>;

  constructor(names: string[]) {
    this.names = new Map(names.map(name => [plainName(name), name]));
  }

  has(name: string): boolean {
    return this.names.get(plainName(name)) === name;
  }

  /** The policy Cerbos would use for a name that is not the policy's. */
  takenFor(name: string): string | undefined {
    const found = this.names.get(plainName(name));
    return found === name ? undefined : found;
  }
}
