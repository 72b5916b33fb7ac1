import { StoredSet } from '../deployments/Deployments';
import { Scope } from '../permissions/Scope';
import { meetsCriteria, PolicySetFilter } from '../permissions/ResourceFilter';
import { PolicySetResource } from '../permissions/resources';
import { toSetResource } from '../permissions/toSetResource';
import { RegisteredSets } from './RegisteredSets';

/** The policy sets that somebody may read. To them the others are not there. */
export class ReadableSets implements Pick<RegisteredSets, 'list' | 'find'> {
  /** @param scope - what a set has to be to be one of them */
  constructor(
    readonly scope: Scope<PolicySetFilter>,
    private readonly registered: Pick<RegisteredSets, 'list' | 'find'>,
  ) {}

  /** Those that are registered, by name. */
  list(): StoredSet[] {
    const all = this.registered.list();
    return this.scope === 'all'
      ? all
      : all.filter(stored => this.includesStored(stored));
  }

  /** A registered one. */
  find(name: string): StoredSet | undefined {
    const stored = this.registered.find(name);
    return stored && this.includesStored(stored) ? stored : undefined;
  }

  /** Whether a set is one of them, registered or not. */
  includes(set: PolicySetResource): boolean {
    return typeof this.scope === 'string'
      ? this.scope === 'all'
      : meetsCriteria(this.scope, ({ key, values }) =>
          values.includes(set[key]),
        );
  }

  /** Whether a set is registered and none of them. */
  hides(name: string): boolean {
    return this.registered.find(name) !== undefined && !this.find(name);
  }

  /** What is told to these people, without the names of sets that they may not read. */
  maskNames(text: string): string {
    if (this.scope === 'all' || !text.includes(`'`)) {
      return text;
    }
    return text
      .replace(/policy set '([^']*)'/g, (told, name) =>
        this.hides(name) ? 'another policy set' : told,
      )
      .replace(/'([^']*)'/g, (told, name) =>
        this.hides(name) ? 'that policy set' : told,
      );
  }

  private includesStored({ name, manifest }: StoredSet): boolean {
    return this.scope === 'all' || this.includes(toSetResource(name, manifest));
  }
}
