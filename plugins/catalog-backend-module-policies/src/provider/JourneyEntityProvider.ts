import {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EVENT_TOPIC_SETS,
  PoliciesClient,
} from '@internal/plugin-policies-common';

const NAME = 'JourneyEntityProvider';

/**
 * Brings the domains and groups of published sets into the catalog. They carry no location key, so that
 * the catalog prefers whatever else brings an entity of the name: nothing that the company keeps
 * elsewhere is taken over, whoever came first.
 */
export class JourneyEntityProvider implements EntityProvider {
  private connection?: EntityProviderConnection;
  private applied?: string;

  constructor(
    private readonly options: {
      client: PoliciesClient;
      events: EventsService;
      logger: LoggerService;
      schedule: SchedulerServiceTaskRunner;
    },
  ) {}

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const { events, schedule, logger } = this.options;
    this.connection = connection;
    const refresh = async () => {
      try {
        await this.refresh();
      } catch (error) {
        logger.debug(
          `the catalog keeps the domains and groups of policy sets as they are: ${error}`,
        );
      }
    };
    await events.subscribe({
      id: NAME,
      topics: [EVENT_TOPIC_SETS],
      onEvent: refresh,
    });
    await schedule.run({ id: 'policies-journey-entities', fn: refresh });
  }

  private async refresh(): Promise<void> {
    const { items: entities } = await this.options.client.listJourneyEntities();
    const text = JSON.stringify(entities);
    if (text === this.applied) {
      return;
    }
    await this.connection!.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({ entity })),
    });
    this.applied = text;
  }
}
