import { Enforcer } from 'casbin';

type Known = Map<string, Known | boolean>;

/** Who has which role, remembered for one request: rules ask the same over and over. */
export class RoleLinks {
  private readonly known: Known = new Map();

  private readonly domains: ReadonlySet<string>;

  /** @param roles - rows of role definitions: the name, then its fields */
  constructor(private readonly enforcer: Enforcer, roles: string[][]) {
    this.domains = new Set(
      roles.map(([definition, , , domain]) => inDomain(definition, domain)),
    );
  }

  /** To be called before each request. */
  forget(): void {
    this.known.clear();
  }

  /** @param names - of the two, and of their domain where the definition has one */
  readonly linked = (definition: string, ...names: string[]): boolean => {
    let level = this.known;
    for (const name of [definition, ...names.slice(0, -1)]) {
      let next = level.get(name) as Known | undefined;
      if (!next) {
        next = new Map();
        level.set(name, next);
      }
      level = next;
    }
    const last = names[names.length - 1];
    let linked = level.get(last) as boolean | undefined;
    if (linked === undefined) {
      linked = this.look(definition, names);
      level.set(last, linked);
    }
    return linked;
  };

  private look(definition: string, names: string[]): boolean {
    const [name, role, domain] = names;
    // Elsewhere nobody has a role. Casbin would keep each domain that it was ever asked about.
    if (
      domain !== undefined &&
      !this.domains.has(inDomain(definition, domain))
    ) {
      return name === role;
    }
    const { rm } = this.enforcer.getModel().model.get('g')!.get(definition)!;
    return rm.syncedHasLink!(...(names as [string, string]));
  }
}

function inDomain(definition: string, domain: string | undefined): string {
  return JSON.stringify([definition, domain]);
}
