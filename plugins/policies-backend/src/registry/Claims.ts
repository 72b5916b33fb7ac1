import { PolicySetManifest } from '@internal/plugin-policies-common';
import { LiveSets } from './LiveSets';
import { PORTAL_SOURCE } from '../deployments/portalSource';
import { StoredSet } from '@internal/plugin-policies-node';
import { Sources } from './Sources';

/** Who has names and resource types during one read of the sources. */
export class Claims {
  /** What is given in this read, registered or not yet. */
  private readonly placeOfName = new Map<string, string>();
  private readonly setOfType = new Map<string, string>();
  /** The source of each type's set when the read began, where no change leads that. */
  private readonly sourceOfType: Map<string, string>;

  constructor(
    private readonly liveSets: LiveSets,
    private readonly sources: Sources,
  ) {
    this.sourceOfType = new Map(
      liveSets
        .list()
        .filter(set => !isLed(set))
        .flatMap(({ decides, source }) =>
          decides.map((type): [string, string] => [type, source]),
        ),
    );
  }

  /** Gives a name to a place. */
  giveName(name: string, location: string): void {
    this.placeOfName.set(name, location);
  }

  /** Keeps types for a set that is registered as soon as its engine answers. */
  reserveTypes(types: string[], set: string): void {
    types.forEach(type => this.setOfType.set(type, set));
  }

  /** @param besides - a place that does not count */
  isGiven(name: string, besides?: string): boolean {
    const place = this.placeOfName.get(name);
    return place !== undefined && place !== besides;
  }

  /** Place of another set that has a name. */
  holderOf(
    name: string,
    source: string,
    location: string,
    isActive: boolean,
  ): string | undefined {
    const given = this.placeOfName.get(name) ?? location;
    if (given !== location) {
      return given;
    }
    const registered = this.liveSets.find(name);
    if (!registered || registered.location === location) {
      return undefined;
    }
    if (registered.source === PORTAL_SOURCE) {
      // What was made in the portal and then merged into a repository has its place there.
      return isActive ? undefined : registered.location;
    }
    const isElsewhere =
      this.sources.mayHold(registered) ||
      (isLed(registered) &&
        registered.source !== source &&
        this.sources.has(registered.source));
    if (isElsewhere) {
      return registered.location;
    }
    // In another folder of its own source it is the same set, moved.
    return registered.source === source
      ? undefined
      : this.sources.findNamed(registered.source, name);
  }

  /** A type of a revision that another set decides, or is about to. */
  takenType(
    { metadata: { name }, spec }: PolicySetManifest,
    known: StoredSet | undefined,
    source: string,
  ): { type: string; set: string } | undefined {
    for (const type of spec.resourceTypes) {
      const set = this.liveSets.deciding(type) ?? this.setOfType.get(type);
      // A set that gets another name takes its types along.
      if (set !== undefined && set !== name && set !== known?.name) {
        return { type, set };
      }
      // Under whatever name: a source that has a type keeps it while a set of its own claims it.
      const owner = this.sourceOfType.get(type);
      const heir =
        owner !== undefined && owner !== source
          ? this.sources.findClaiming(owner, type)
          : undefined;
      if (heir !== undefined) {
        return { type, set: heir };
      }
    }
    return undefined;
  }
}

/** Whether changes in the portal say which revision of a set is active. */
export function isLed({ ledBy }: StoredSet): boolean {
  return ledBy === 'portal';
}
