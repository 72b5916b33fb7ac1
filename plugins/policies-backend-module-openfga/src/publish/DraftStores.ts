import { LoggerService } from '@backstage/backend-plugin-api';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import { StoreContent } from './StoreContent';

/** A draft is asked several times while it is written: its store is kept so long after the last. */
const KEEP_MS = 60_000;
const MOST_IDLE = 20;
/** Idle stores are taken into use again only while they are younger: other replicas take old ones for lost. */
const REUSED_MS = 300_000;
/** Stores of drafts that are older were left by a portal that was killed. */
const LOST_AFTER_MS = 3_600_000;
const SWEEP_EVERY_MS = 600_000;

interface Draft {
  users: number;
  madeAt: number;
  place: Promise<ModelPlace>;
  timer?: NodeJS.Timeout;
}

/** Use of a draft's store. */
export interface DraftHandle {
  place: ModelPlace;
  release(): void;
}

/** Ephemeral stores for drafts: drafts of the same model and tuples share one. */
export class DraftStores {
  private readonly drafts = new Map<string, Draft>();
  private readonly deletions = new Set<Promise<void>>();
  private sweptAt = -Infinity;
  private closed = false;

  constructor(
    private readonly options: {
      server: FgaServer;
      /** Names of the stores begin with it. */
      prefix: string;
      logger: LoggerService;
    },
  ) {}

  /** @throws FgaRefusal when the server cannot use the content; then nothing stays there */
  async acquire(content: StoreContent): Promise<DraftHandle> {
    this.sweep();
    const { digest } = content;
    let draft = this.drafts.get(digest);
    if (draft && !draft.users && performance.now() - draft.madeAt > REUSED_MS) {
      this.remove(digest, draft);
      draft = undefined;
    }
    if (!draft) {
      draft = {
        users: 0,
        madeAt: performance.now(),
        place: this.create(content),
      };
      this.drafts.set(digest, draft);
    }
    const entry = draft;
    entry.users++;
    clearTimeout(entry.timer);
    let released = false;
    const release = () => {
      if (!released) {
        released = true;
        entry.users--;
        this.keepAWhile(digest, entry);
      }
    };
    try {
      return { place: await entry.place, release };
    } catch (error) {
      if (this.drafts.get(digest) === entry) {
        this.drafts.delete(digest);
      }
      throw error;
    }
  }

  /** Deletes the stores that are left, as far as the server answers. */
  async close(): Promise<void> {
    this.closed = true;
    for (const [digest, draft] of this.drafts) {
      this.remove(digest, draft);
    }
    await Promise.all(this.deletions);
  }

  private async create(content: StoreContent): Promise<ModelPlace> {
    const { server } = this.options;
    const storeId = await server.createStore(
      `${this.options.prefix}/${Date.now().toString(36)}`,
    );
    try {
      return await content.put(server, storeId);
    } catch (error) {
      await server.deleteStore(storeId).catch(() => undefined);
      throw error;
    }
  }

  private keepAWhile(digest: string, draft: Draft): void {
    if (draft.users) {
      return;
    }
    const idle = [...this.drafts].filter(([, { users }]) => !users);
    if (this.closed || idle.length > MOST_IDLE) {
      const [oldestDigest, oldest] = this.closed ? [digest, draft] : idle[0];
      this.remove(oldestDigest, oldest);
    }
    draft.timer = setTimeout(() => this.remove(digest, draft), KEEP_MS).unref();
  }

  private remove(digest: string, draft: Draft): void {
    clearTimeout(draft.timer);
    if (this.drafts.get(digest) !== draft) {
      return;
    }
    this.drafts.delete(digest);
    const deletion = draft.place
      .then(({ storeId }) => this.options.server.deleteStore(storeId))
      // It is swept later.
      .catch(() => undefined)
      .finally(() => this.deletions.delete(deletion));
    this.deletions.add(deletion);
  }

  /** Deletes what a portal left that was killed; drafts do not wait for it. */
  private sweep(): void {
    const now = performance.now();
    if (now - this.sweptAt < SWEEP_EVERY_MS) {
      return;
    }
    this.sweptAt = now;
    const { server, prefix, logger } = this.options;
    const deletion = (async () => {
      const ours = new Set(
        (
          await Promise.allSettled([...this.drafts.values()].map(d => d.place))
        ).flatMap(settled =>
          settled.status === 'fulfilled' ? [settled.value.storeId] : [],
        ),
      );
      for (const { id, name } of await server.stores()) {
        const made = parseInt(name.slice(prefix.length + 1), 36);
        if (
          name.startsWith(`${prefix}/`) &&
          !ours.has(id) &&
          // Made by another process, whose clock starts elsewhere.
          Date.now() - made > LOST_AFTER_MS
        ) {
          await server.deleteStore(id);
        }
      }
    })()
      .catch(error =>
        logger.warn(`stores of old drafts stay for now: ${error.message}`),
      )
      .finally(() => this.deletions.delete(deletion));
    this.deletions.add(deletion);
  }
}
