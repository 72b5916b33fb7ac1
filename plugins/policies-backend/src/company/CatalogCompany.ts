import { randomUUID } from 'crypto';
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { EVENT_TOPIC_ENTITIES } from '@internal/plugin-policies-common';
import {
  Company,
  COMPANY_KINDS,
  CompanyFacts,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { BoundedCatalog } from './BoundedCatalog';
import { CompanyReader } from './CompanyReader';

const COMPANY_PREFIXES = COMPANY_KINDS.map(
  kind => `${kind.toLocaleLowerCase('en-US')}:`,
);

const entitiesEventSchema = z.object({
  entities: z.array(z.object({ entityRef: z.string(), hash: z.string() })),
});

/**
 * {@link Company} over the catalog. What gives rights to somebody is asked of the catalog at once; what is
 * shown of many comes from the picture of {@link CompanyReader}.
 */
export class CatalogCompany implements Company {
  private readonly catalog: BoundedCatalog;
  private readonly reader: CompanyReader;

  constructor(
    private readonly options: {
      catalog: CatalogService;
      auth: AuthService;
      events: EventsService;
      logger: LoggerService;
    },
  ) {
    this.catalog = new BoundedCatalog(options);
    this.reader = new CompanyReader({
      catalog: this.catalog,
      logger: options.logger,
    });
  }

  async membersOf(group: string): Promise<string[] | undefined> {
    const entity = await this.catalog.getEntityByRef(group);
    if (!entity) {
      return undefined;
    }
    if (entity.kind === 'User') {
      return [group];
    }
    const { items } = await this.catalog.getEntities({
      filter: { kind: 'User', [`relations.${RELATION_MEMBER_OF}`]: group },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
    });
    return items.map(item => stringifyEntityRef(item));
  }

  async ownerOf(component: string): Promise<string | undefined> {
    if (!isRef(component)) {
      return undefined;
    }
    const entity = await this.catalog.getEntityByRef(component);
    return entity?.relations?.find(({ type }) => type === RELATION_OWNED_BY)
      ?.targetRef;
  }

  /** @returns those of the components that one of the groups owns */
  async ownedBy(groups: string[], components: string[]): Promise<string[]> {
    const entityRefs = components.filter(isRef);
    if (!entityRefs.length) {
      return [];
    }
    const { items } = await this.catalog.getEntitiesByRefs({ entityRefs });
    return entityRefs.filter((_, index) =>
      items[index]?.relations?.some(
        ({ type, targetRef }) =>
          type === RELATION_OWNED_BY && groups.includes(targetRef),
      ),
    );
  }

  getFacts(): Promise<CompanyFacts> {
    return this.reader.getFacts();
  }

  follow(follower: (changed: ReadonlySet<string>) => void): void {
    this.reader.follow(follower);
  }

  /** Begins to follow the catalog. */
  async start(): Promise<void> {
    await this.options.events.subscribe({
      // Subscribers of one id share events between them, and every replica has a picture of its own.
      id: `company-${randomUUID()}`,
      topics: [EVENT_TOPIC_ENTITIES],
      onEvent: async ({ eventPayload }) => {
        const { data } = entitiesEventSchema.safeParse(eventPayload);
        this.reader.await(
          (data?.entities ?? []).filter(({ entityRef }) =>
            tellsOfCompany(entityRef),
          ),
        );
      },
    });
    this.reader.start();
  }

  stop(): void {
    this.reader.stop();
  }
}

/** One reference that is none would have the catalog refuse to look at all others. */
function tellsOfCompany(entityRef: string): boolean {
  return (
    COMPANY_PREFIXES.some(prefix => entityRef.startsWith(prefix)) &&
    isRef(entityRef)
  );
}

function isRef(text: string): boolean {
  try {
    parseEntityRef(text);
    return true;
  } catch {
    return false;
  }
}
