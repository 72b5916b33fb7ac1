import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EntitiesEvent,
  EVENT_TOPIC_ENTITIES,
} from '@internal/plugin-policies-common';
import { COMPANY_KINDS, hashEntity } from '@internal/plugin-policies-node';

const CACHE_KEY = 'hash';
const GATHER_MS = 250;
/** Of one event; a first reading of a large catalog announces everything. */
const ANNOUNCED_AT_ONCE = 500;

/**
 * Announces entities of the company that are other than when they were processed last, by whichever
 * instance: the catalog keeps the hash with the entity. It publishes no events of its own.
 */
export class EntityAnnouncer implements CatalogProcessor {
  private readonly gathered = new Map<string, string>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly options: { events: EventsService; logger: LoggerService },
  ) {}

  /** {@inheritDoc @backstage/plugin-catalog-node#CatalogProcessor.getProcessorName} */
  getProcessorName(): string {
    return 'PoliciesEntityAnnouncer';
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#CatalogProcessor.postProcessEntity} */
  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    _emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    if (COMPANY_KINDS.includes(entity.kind)) {
      const hash = hashEntity(entity);
      if ((await cache.get(CACHE_KEY)) !== hash) {
        await cache.set(CACHE_KEY, hash);
        this.gather(stringifyEntityRef(entity), hash);
      }
    }
    return entity;
  }

  /** Announces no more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private gather(entityRef: string, hash: string): void {
    this.gathered.set(entityRef, hash);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.publish();
    }, GATHER_MS).unref();
  }

  private async publish(): Promise<void> {
    const entities = [...this.gathered].map(([entityRef, hash]) => ({
      entityRef,
      hash,
    }));
    this.gathered.clear();
    try {
      while (entities.length) {
        const eventPayload: EntitiesEvent = {
          entities: entities.splice(0, ANNOUNCED_AT_ONCE),
        };
        await this.options.events.publish({
          topic: EVENT_TOPIC_ENTITIES,
          eventPayload,
        });
      }
    } catch (error) {
      this.options.logger.warn(
        `entities of the company were not announced; the policies backend finds them by itself within a minute: ${error}`,
      );
    }
  }
}
