import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  canSearch,
  CompiledSet,
  Deployments,
  noSuchSet,
  RegisteredSets,
  ServingSet,
  StoredSet,
} from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { FirstRead } from './FirstRead';

/*
 * Every replica keeps all registered sets in memory, their active revisions compiled. The database is
 * the truth: `sync` compares generations, which is one small query, and loads what changed. The old
 * revision serves until the new one is compiled, and each evaluation uses the one it started with.
 */

const RETIRE_AFTER_MS = 5_000;
/** A remote engine may be slow to answer, and a roll-back soon after finds what is still there. */
const RETIRE_PUBLISHED_AFTER_MS = 60_000;
const LOADS_AT_ONCE = 2;
/** What cannot be loaded because of its engine is tried again after this long. */
const RETRY_AFTER_MS = 5_000;

interface LiveSet {
  stored: StoredSet;
  compiled?: { revision: string; set: CompiledSet };
  /** Why the active revision cannot serve on this replica. */
  error?: string;
  /** Time from which it is worth to load it again, where that may help. */
  retryAt?: number;
}

/** A set that is in its source and not registered, as its engine could not be asked. */
export interface WaitingSet {
  name: string;
  engine: string;
  resourceTypes: string[];
  /** Why the engine could not be asked. */
  reason: string;
}

/** The registered sets as this replica serves them. */
export class LiveSets implements RegisteredSets {
  private readonly sets = new Map<string, LiveSet>();
  private setByType = new Map<string, string>();
  private waiting: WaitingSet[] = [];
  private syncing?: Promise<void>;
  private syncAgain = false;

  constructor(
    private readonly deployments: Deployments,
    private readonly engines: Engines,
    private readonly logger: LoggerService,
    private readonly firstRead: FirstRead,
  ) {}

  /** Registered sets by name. */
  list(): StoredSet[] {
    return [...this.sets.values()]
      .map(({ stored }) => stored)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): StoredSet | undefined {
    return this.sets.get(name)?.stored;
  }

  /** Name of the set that decides an AuthZEN resource type. */
  deciding(resourceType: string): string | undefined {
    return this.setByType.get(resourceType);
  }

  /**
   * @throws NotFoundError for an unknown set, ServiceUnavailableError for one that cannot
   * serve, or is not loaded yet
   */
  serving(name: string): ServingSet {
    const live = this.sets.get(name);
    if (!live) {
      this.expectRead(`policy set '${name}'`, set => set.name === name);
      throw noSuchSet(name);
    }
    const { stored, compiled, error } = live;
    if (!compiled) {
      throw new ServiceUnavailableError(
        `policy set '${name}' has no revision that can serve: ${
          error ??
          'no revision was valid so far; fix the errors shown on its page'
        }`,
      );
    }
    return servingSet(name, stored, compiled);
  }

  /**
   * The set that decides a resource type. Throws as `serving`.
   *
   * @throws NotFoundError when there is none
   */
  servingType(resourceType: string): ServingSet {
    const name = this.deciding(resourceType);
    if (name === undefined) {
      this.expectRead(
        `a policy set that decides resource type '${resourceType}'`,
        set => set.resourceTypes.includes(resourceType),
      );
      throw new NotFoundError(
        `no policy set decides resource type '${resourceType}'; GET /api/policies/sets lists the types of each set`,
      );
    }
    return this.serving(name);
  }

  /** Remembers which sets wait for their engines to be registered. */
  noteWaiting(waiting: WaitingSet[]): void {
    this.waiting = waiting;
  }

  /** Every set that can decide. */
  allServing(): ServingSet[] {
    return [...this.sets].flatMap(([name, { stored, compiled }]) =>
      compiled ? [servingSet(name, stored, compiled)] : [],
    );
  }

  /** Loads at the next sync what could not be loaded because of an engine. */
  retry(engine: string): void {
    for (const live of this.sets.values()) {
      if (live.retryAt && live.stored.manifest.spec.engine === engine) {
        live.retryAt = performance.now();
      }
    }
  }

  /** Loads at the next sync all that could not be loaded because of an engine. */
  retryAll(): void {
    this.engines.names.forEach(engine => this.retry(engine));
  }

  /** Sets whose active revision waits for its engine. */
  listUnloaded(): StoredSet[] {
    return [...this.sets.values()]
      .filter(({ compiled, retryAt }) => !compiled && retryAt !== undefined)
      .map(({ stored }) => stored);
  }

  /** Whether a set, or without a name any set, can be searched. Says nothing of unknown sets. */
  canSearch(name?: string): boolean {
    const sets =
      name === undefined ? [...this.sets.values()] : [this.sets.get(name)];
    return sets.some(live => live?.compiled && canSearch(live.compiled.set));
  }

  /** What a served set lets a request say. */
  vocabularyOf(name: string) {
    return this.sets.get(name)?.compiled?.set.vocabulary;
  }

  /** Hands over a revision that was compiled for registering, so that it is not compiled twice. */
  async adopt(
    name: string,
    revision: string,
    compiled: CompiledSet,
  ): Promise<void> {
    const live = this.sets.get(name);
    const replaced = live?.compiled?.set;
    const [stored] = await this.deployments.getSets([name]);
    if (stored) {
      this.sets.set(name, { stored, compiled: { revision, set: compiled } });
      this.indexTypes();
    }
    this.retire(replaced);
  }

  /** Loads what changed in the store since the last call. */
  async sync(): Promise<void> {
    if (this.syncing) {
      this.syncAgain = true;
      return this.syncing;
    }
    this.syncing = (async () => {
      do {
        this.syncAgain = false;
        await this.syncOnce();
      } while (this.syncAgain);
    })().finally(() => {
      this.syncing = undefined;
    });
    return this.syncing;
  }

  async dispose(): Promise<void> {
    await Promise.all(
      [...this.sets.values()].map(({ compiled }) => compiled?.set.dispose()),
    );
    this.sets.clear();
  }

  /** @throws ServiceUnavailableError for what is not there yet: it is too early to say that it is not */
  private expectRead(
    what: string,
    isMeant: (set: WaitingSet) => boolean,
  ): void {
    this.firstRead.expectEnded(what);
    const waiting = this.waiting.find(isMeant);
    if (waiting) {
      throw new ServiceUnavailableError(
        `policy set '${waiting.name}' is not registered yet: ${waiting.reason}`,
      );
    }
  }

  private async syncOnce(): Promise<void> {
    const generations = await this.deployments.listGenerations();
    for (const name of [...this.sets.keys()]) {
      if (!generations.has(name)) {
        const gone = this.sets.get(name);
        this.sets.delete(name);
        this.indexTypes();
        this.retire(gone?.compiled?.set);
      }
    }
    const changed = [...generations]
      .filter(([name, generation]) => {
        const live = this.sets.get(name);
        return (
          live?.stored.generation !== generation ||
          (live.retryAt ?? Infinity) <= performance.now()
        );
      })
      .map(([name]) => name);
    const queue = await this.deployments.getSets(changed);
    await Promise.all(
      Array.from({ length: LOADS_AT_ONCE }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          await this.load(next);
        }
      }),
    );
  }

  private async load(stored: StoredSet): Promise<void> {
    const current = this.sets.get(stored.name);
    if (
      !stored.activeRevision ||
      current?.compiled?.revision === stored.activeRevision
    ) {
      this.sets.set(stored.name, { ...current, stored });
      this.indexTypes();
      return;
    }
    try {
      const set = await this.compile(stored, stored.activeRevision);
      this.sets.set(stored.name, {
        stored,
        compiled: { revision: stored.activeRevision, set },
      });
      this.indexTypes();
      this.retire(current?.compiled?.set);
    } catch (error) {
      const message = (error as Error).message;
      if (current?.error !== message) {
        this.logger.error(
          `active revision of policy set '${stored.name}' cannot be loaded: ${message}`,
        );
      }
      this.sets.set(stored.name, {
        ...current,
        stored,
        error: message,
        retryAt:
          (error as Error).name === 'ServiceUnavailableError'
            ? performance.now() + RETRY_AFTER_MS
            : undefined,
      });
      this.indexTypes();
    }
  }

  private async compile(
    stored: StoredSet,
    revision: string,
  ): Promise<CompiledSet> {
    const detail = await this.deployments.getRevision(stored.name, revision);
    const { compiled, diagnostics } = await this.engines.compileLive({
      manifest: stored.manifest,
      files: detail?.files ?? [],
      revision,
    });
    if (!compiled) {
      throw new Error(
        diagnostics.find(({ severity }) => severity === 'error')?.message ??
          'the engine gave no reason',
      );
    }
    return compiled;
  }

  /** Lets evaluations that began with a replaced revision end with it. */
  private retire(set: CompiledSet | undefined): void {
    if (set) {
      setTimeout(
        () => {
          set.dispose().catch(error => this.logger.warn(error.message));
        },
        set.verify ? RETIRE_PUBLISHED_AFTER_MS : RETIRE_AFTER_MS,
      ).unref();
    }
  }

  private indexTypes(): void {
    const byType = new Map<string, string>();
    for (const { name, decides, activeRevision } of this.list()) {
      if (activeRevision) {
        decides.forEach(type => byType.set(type, name));
      }
    }
    this.setByType = byType;
  }
}

function servingSet(
  name: string,
  stored: StoredSet,
  compiled: { revision: string; set: CompiledSet },
): ServingSet {
  return {
    name,
    engine: stored.manifest.spec.engine,
    revision: compiled.revision,
    compiled: compiled.set,
  };
}
