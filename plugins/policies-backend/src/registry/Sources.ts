import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MANIFEST_FILE,
  PolicySetManifest,
  readManifest,
  RegistryError,
} from '@internal/plugin-policies-common';
import {
  PolicySetSource,
  SourcedSet,
  StoredSet,
} from '@internal/plugin-policies-node';

/** What a source holds at one place. */
export interface Place {
  /** Name of the source. */
  source: string;
  sourced: SourcedSet;
}

/** The configured sources, with what each held when it was read last. */
export class Sources {
  private readonly held = new Map<string, SourcedSet[]>();
  /** Sources that the last read could read. */
  private readonly complete = new Set<string>();

  constructor(
    private readonly sources: PolicySetSource[],
    private readonly logger: LoggerService,
  ) {}

  /** Reads all of them. @returns which cannot be read */
  async read(): Promise<RegistryError[]> {
    const errors = await Promise.all(
      this.sources.map(source => this.readOne(source)),
    );
    return errors.filter(error => error !== undefined);
  }

  /** Every place, in the order of the configuration. */
  list(): Place[] {
    return this.sources.flatMap(({ name }) =>
      (this.held.get(name) ?? []).map(sourced => ({ source: name, sourced })),
    );
  }

  /** Whether a source is configured. */
  has(source: string): boolean {
    return this.sources.some(({ name }) => name === source);
  }

  /** Whether the own source of a registered set holds it still, or may: it could not be read. */
  mayHold({
    name,
    source,
    location,
  }: Pick<StoredSet, 'name' | 'source' | 'location'>): boolean {
    if (!this.has(source)) {
      return false;
    }
    return (
      !this.complete.has(source) ||
      (this.held.get(source) ?? []).some(sourced =>
        sourced.location === location
          ? (declaredName(sourced) ?? name) === name
          : 'error' in sourced && location.startsWith(`${sourced.location}/`),
      )
    );
  }

  /** Where a source has a set of a name. */
  findNamed(source: string, name: string): string | undefined {
    return this.held
      .get(source)
      ?.find(sourced => declaredName(sourced) === name)?.location;
  }

  /** Name of a set of a source that claims a resource type. */
  findClaiming(source: string, type: string): string | undefined {
    return this.held
      .get(source)
      ?.map(manifestOf)
      .find(manifest => manifest?.spec.resourceTypes.includes(type))?.metadata
      .name;
  }

  private async readOne(
    source: PolicySetSource,
  ): Promise<RegistryError | undefined> {
    try {
      const read = await source.readSets();
      if (read) {
        this.held.set(source.name, read);
      }
      this.complete.add(source.name);
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      this.complete.delete(source.name);
      this.logger.warn(`source '${source.name}' cannot be read: ${message}`);
      return {
        source: source.name,
        message,
        help: 'Sets registered from it keep serving; it is tried again at the next read.',
      };
    }
  }
}

/** The name a place gives its set, if it can be told. */
export function declaredName(sourced: SourcedSet): string | undefined {
  return manifestOf(sourced)?.metadata.name;
}

function manifestOf(sourced: SourcedSet): PolicySetManifest | undefined {
  if ('error' in sourced) {
    return undefined;
  }
  const file = sourced.files.find(({ path }) => path === MANIFEST_FILE);
  return file && readManifest(file.content).manifest;
}
