import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  Diagnostic,
  EVENT_TOPIC_SETS,
  RegistryError,
  SetsEvent,
} from '@internal/plugin-policies-common';
import {
  CompileResult,
  PolicyBundle,
  PolicySetSource,
  revisionOf,
  SourcedSet,
} from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { checkBundle } from './checkBundle';
import { LiveSets } from './LiveSets';
import { PORTAL_SOURCE } from './portalSource';
import { RegistryStore, StoredSet } from './RegistryStore';
import { runCases } from './runCases';

type ReadableSet = Extract<SourcedSet, { files: unknown }>;

/** Reads the sources and registers what is valid in them. */
export class PolicyRegistry {
  private readonly lastRead = new Map<string, SourcedSet[]>();
  private refreshing?: Promise<void>;

  constructor(
    private readonly options: {
      sources: PolicySetSource[];
      store: RegistryStore;
      liveSets: LiveSets;
      engines: Engines;
      events: EventsService;
      logger: LoggerService;
      /**
       * Called when the source of a set has new content while a change made the active revision, which
       * is not overwritten.
       */
      onSourceMoved(set: StoredSet, bundle: PolicyBundle): Promise<void>;
    },
  ) {}

  /** Reads all sources once; a call during a read waits for that read. */
  refresh(): Promise<void> {
    this.refreshing ??= this.refreshOnce().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Reads all sources from now on: a read that is under way began too early. */
  async refreshAfresh(): Promise<void> {
    await this.refreshing?.catch(() => {});
    await this.refresh();
  }

  private async refreshOnce(): Promise<void> {
    const { sources, store, liveSets, logger } = this.options;
    await liveSets.sync();
    const errors: RegistryError[] = [];
    const changed: string[] = [];
    const claimed = new Map<string, string>();
    const complete = new Set<string>();
    for (const source of sources) {
      try {
        const read = await source.readSets();
        if (read) {
          this.lastRead.set(source.name, read);
        }
        complete.add(source.name);
      } catch (error) {
        logger.warn(
          `source '${source.name}' cannot be read: ${(error as Error).message}`,
        );
        errors.push({
          source: source.name,
          message: (error as Error).message,
          help: 'Sets registered from it keep serving; it is tried again at the next read.',
        });
      }
      for (const sourced of this.lastRead.get(source.name) ?? []) {
        const name = await this.register(
          source.name,
          sourced,
          claimed,
          errors,
          changed,
        );
        if (name !== undefined) {
          claimed.set(name, sourced.location);
        }
      }
    }
    for (const { name, source } of liveSets.list()) {
      if (source === PORTAL_SOURCE) {
        continue;
      }
      const readFully =
        complete.has(source) || !sources.some(known => known.name === source);
      if (readFully && !claimed.has(name)) {
        await store.remove(name);
        changed.push(name);
        logger.info(
          `policy set '${name}' is gone from '${source}' and removed`,
        );
      }
    }
    await liveSets.sync();
    for (const { type, sets } of liveSets.contested()) {
      errors.push({
        source: sets.join(', '),
        message: `resource type '${type}' is claimed by ${sets
          .map(name => `'${name}'`)
          .join(' and ')}`,
        help: `Remove it from 'spec.resourceTypes' of all but one; until then ask the sets by name.`,
      });
    }
    await store.setState({ refreshedAt: new Date().toISOString(), errors });
    await this.announce(changed);
  }

  /** @returns the name of the set at this place, if it can be told */
  private async register(
    source: string,
    sourced: SourcedSet,
    claimed: Map<string, string>,
    errors: RegistryError[],
    changed: string[],
  ): Promise<string | undefined> {
    const { store, liveSets } = this.options;
    const known = liveSets
      .list()
      .find(({ location }) => location === sourced.location);
    const unusable = async (diagnostics: Diagnostic[], seen?: string) => {
      const [first] = diagnostics;
      if (!known) {
        errors.push({
          source: sourced.location,
          message: first.message,
          help: first.help,
        });
        return undefined;
      }
      if (
        JSON.stringify(known.diagnostics) !== JSON.stringify(diagnostics) ||
        known.seenRevision !== seen
      ) {
        await store.markBroken({ ...known, seenRevision: seen, diagnostics });
        changed.push(known.name);
      }
      return known.name;
    };
    if ('error' in sourced) {
      return unusable([
        {
          severity: 'error',
          source: 'portal',
          message: sourced.error.message,
          help: sourced.error.help,
        },
      ]);
    }
    const seen = revisionOf(sourced.files);
    if (
      known?.seenRevision === seen &&
      known.source === source &&
      !claimed.has(known.name)
    ) {
      return known.name;
    }
    const { manifest, diagnostics, ready } = checkBundle(
      sourced.files,
      this.options.engines,
    );
    if (!manifest) {
      return unusable(diagnostics, seen);
    }
    const { name } = manifest.metadata;
    const other =
      claimed.get(name) ?? this.locationOfOther(name, sourced, seen);
    if (other !== undefined) {
      errors.push({
        source: sourced.location,
        message: `the name '${name}' is taken by the set in '${other}'`,
        help: `Give one of the two another 'metadata.name'.`,
      });
      return undefined;
    }
    const identity = { name, source, location: sourced.location, manifest };
    const registered = liveSets.find(name);
    if (
      ready &&
      registered?.activeChange !== undefined &&
      registered.activeRevision !== seen
    ) {
      await this.options.onSourceMoved(registered, ready.bundle);
      await store.markSeen(name, seen);
      return name;
    }
    const compiled =
      ready &&
      (await this.compile(name, sourced.location, ready.bundle, errors));
    if (compiled === 'unreachable') {
      return name;
    }
    if (!ready || !compiled?.compiled) {
      await store.markBroken({
        ...identity,
        seenRevision: seen,
        diagnostics: [...diagnostics, ...(compiled?.diagnostics ?? [])],
      });
      changed.push(name);
      return name;
    }
    const activated = await store.activate(
      {
        ...identity,
        seenRevision: seen,
        diagnostics: [...diagnostics, ...compiled.diagnostics],
        caseResults: await runCases(compiled.compiled, ready.cases),
      },
      ready.bundle,
    );
    if (!activated) {
      // A change was published at this moment; the next read proposes what is new.
      await compiled.compiled.dispose();
      return name;
    }
    await liveSets.adopt(name, ready.bundle.revision, compiled.compiled);
    changed.push(name);
    return name;
  }

  /** An engine that cannot be asked says nothing about the files: they are tried again. */
  private async compile(
    name: string,
    location: string,
    bundle: PolicyBundle,
    errors: RegistryError[],
  ): Promise<CompileResult | 'unreachable'> {
    try {
      return await this.options.engines.compileLive(bundle);
    } catch (error) {
      errors.push({
        source: location,
        message: `policy set '${name}' cannot be checked: ${
          (error as Error).message
        }`,
        help: 'What is registered of it stays; it is tried again at the next read, and when the engine is back.',
      });
      return 'unreachable';
    }
  }

  /** Place of another set of this name that is still in its source. */
  private locationOfOther(
    name: string,
    sourced: ReadableSet,
    seen: string,
  ): string | undefined {
    const registered = this.options.liveSets.find(name);
    if (!registered || registered.location === sourced.location) {
      return undefined;
    }
    if (registered.source === PORTAL_SOURCE) {
      // What was made in the portal and then merged into a repository moves over to it.
      return registered.activeRevision === seen
        ? undefined
        : registered.location;
    }
    const stillThere = [...this.lastRead.values()]
      .flat()
      .some(({ location }) => location === registered.location);
    return stillThere ? registered.location : undefined;
  }

  private async announce(changed: string[]): Promise<void> {
    if (changed.length) {
      this.options.logger.info(
        `registered changes of ${changed.length} policy sets`,
      );
      const eventPayload: SetsEvent = { sets: [...new Set(changed)] };
      await this.options.events.publish({
        topic: EVENT_TOPIC_SETS,
        eventPayload,
      });
    }
  }
}
