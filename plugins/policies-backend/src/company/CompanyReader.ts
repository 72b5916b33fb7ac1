import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Entity,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { EntitiesEvent } from '@internal/plugin-policies-common';
import {
  COMPANY_KINDS,
  CompanyFacts,
  hashEntity,
} from '@internal/plugin-policies-node';
import { AwaitedEntities } from './AwaitedEntities';
import { BoundedCatalog } from './BoundedCatalog';
import {
  CompanyPicture,
  movedMembers,
  targetsOf,
  versionOf,
} from './CompanyPicture';

/** How often an announced entity is looked at until the catalog's API returns it. */
const TURN_MS = 1_000;
/** A little less than three turns, which are never quite as long as they should be. */
const COUNT_MS = 2_500;
const PAGE_MS = 60_000;
/** Where more is awaited than this, paging asks less of the catalog than looking at each. */
const LOOK_AT_MOST = 500;
const PAGE_SIZE = 1_000;

const FILTER = { kind: COMPANY_KINDS };
const VERSION_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.etag',
];

type Follower = (changed: ReadonlySet<string>) => void;

/**
 * Keeps a picture of the company in step with the catalog. Three ways, each for what the one before
 * cannot see:
 *
 * 1. Announced entities are looked at until the catalog's API returns them: they are announced when they
 *    are processed, and stitched later. Those of a group that moves people are looked at besides, as they
 *    are stitched anew without being processed.
 * 2. The entities are counted: nobody announces a deletion.
 * 3. Uid and etag of all are paged through, where the count is another, and each minute: an announcement
 *    may be lost.
 *
 * Paging only says which entities to look at; looking alone writes the picture, so that an old page never
 * replaces what was read after it.
 */
export class CompanyReader {
  private readonly picture = new CompanyPicture();
  private readonly awaited = new AwaitedEntities();
  private readonly followers: Follower[] = [];
  private firstPaging?: Promise<void>;
  private isRead = false;
  private isBusy = false;
  private unreadSince?: string;
  private countAt = 0;
  private pageAt = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly options: {
      catalog: BoundedCatalog;
      logger: LoggerService;
    },
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.turn(), TURN_MS);
    this.timer.unref();
    void this.turn();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  follow(follower: Follower): void {
    this.followers.push(follower);
  }

  /** Has announced entities looked at. */
  await(announced: EntitiesEvent['entities']): void {
    for (const { entityRef, hash } of announced) {
      this.awaited.add(
        entityRef,
        entity => entity !== undefined && hashEntity(entity) === hash,
      );
    }
  }

  /** @throws what reading the catalog throws, as long as it could never be read */
  async getFacts(): Promise<CompanyFacts> {
    if (!this.isRead) {
      await this.readFirst();
    }
    const facts = this.picture.toFacts();
    return this.unreadSince
      ? { ...facts, unreadSince: this.unreadSince }
      : facts;
  }

  private async turn(): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    try {
      await this.read();
    } catch (error) {
      this.noteUnreadable(error);
    } finally {
      this.isBusy = false;
    }
  }

  private async read(): Promise<void> {
    const now = Date.now();
    const isDue = now >= this.countAt;
    if (!isDue && (!this.isRead || this.unreadSince)) {
      return;
    }
    if (!this.isRead) {
      await this.readFirst();
    }
    await this.look(this.awaited.refs.slice(0, LOOK_AT_MOST));
    if (isDue) {
      this.countAt = now + COUNT_MS;
      if (
        now >= this.pageAt ||
        this.awaited.size > LOOK_AT_MOST ||
        (await this.count()) !== this.picture.size
      ) {
        await this.page();
      }
      this.unreadSince = undefined;
    }
  }

  private readFirst(): Promise<void> {
    this.firstPaging ??= this.page().then(
      () => {
        this.isRead = true;
      },
      error => {
        this.firstPaging = undefined;
        throw error;
      },
    );
    return this.firstPaging;
  }

  private async count(): Promise<number> {
    const { totalItems } = await this.options.catalog.queryEntities({
      filter: FILTER,
      fields: ['kind'],
      limit: 1,
    });
    return totalItems;
  }

  /** Looks at what is new, other than it was, or gone. */
  private async page(): Promise<void> {
    const begun = Date.now();
    const unseen = new Set(this.picture.refs);
    const other: string[] = [];
    const pages = this.options.catalog.streamEntities({
      filter: FILTER,
      fields: VERSION_FIELDS,
      pageSize: PAGE_SIZE,
    });
    for await (const page of pages) {
      for (const entity of page) {
        const ref = stringifyEntityRef(entity);
        unseen.delete(ref);
        if (this.picture.versionOf(ref) !== versionOf(entity)) {
          other.push(ref);
        }
      }
    }
    await this.look([...unseen, ...other]);
    this.pageAt = begun + PAGE_MS;
  }

  private async look(refs: string[]): Promise<void> {
    const changed = new Set<string>();
    for (let begin = 0; begin < refs.length; begin += LOOK_AT_MOST) {
      const entityRefs = refs.slice(begin, begin + LOOK_AT_MOST);
      const { items } = await this.options.catalog.getEntitiesByRefs({
        entityRefs,
        fields: [
          ...VERSION_FIELDS,
          'metadata.title',
          'metadata.annotations',
          'relations',
          'spec',
        ],
      });
      entityRefs.forEach((ref, index) => this.awaitMoved(ref, items[index]));
      entityRefs.forEach((ref, index) => {
        const entity = items[index];
        this.picture.put(ref, entity).forEach(one => changed.add(one));
        this.awaited.settle(ref, entity);
      });
    }
    if (changed.size && this.isRead) {
      this.followers.forEach(follow => follow(changed));
    }
  }

  /** A group that names its people changes them, and they are stitched after it or before. */
  private awaitMoved(ref: string, entity: Entity | undefined): void {
    if (
      !this.isRead ||
      !ref.startsWith('group:') ||
      this.picture.versionOf(ref) === (entity && versionOf(entity))
    ) {
      return;
    }
    const { gone, come } = movedMembers(entity, this.picture.membersOf(ref));
    for (const user of [...gone, ...come]) {
      const isMember = come.includes(user);
      this.awaited.add(
        user,
        seen =>
          !seen ||
          targetsOf(seen, RELATION_MEMBER_OF).includes(ref) === isMember,
      );
    }
  }

  private noteUnreadable(error: unknown): void {
    this.countAt = Date.now() + COUNT_MS;
    if (!this.unreadSince) {
      this.unreadSince = new Date().toISOString();
      this.options.logger.warn(
        `the catalog cannot be read, and what was read of it before stands: ${error}`,
      );
    }
  }
}
