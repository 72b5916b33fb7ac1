import {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EVENT_TOPIC_SETS,
  PoliciesClient,
  reasonOf,
} from '@internal/plugin-policies-common';
import { readSetEntities } from './readSetEntities';
import { SentEntities } from './SentEntities';
import { sleep } from './sleep';

/** Waits between the first attempts; the policies backend may start later than the catalog. */
const FIRST_RETRIES_MS = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Options of {@link PolicySetEntityProvider}. */
export interface PolicySetEntityProviderOptions {
  client: PoliciesClient;
  events: EventsService;
  logger: LoggerService;
  schedule: SchedulerServiceTaskRunner;
  /** How long events are gathered before the sets they name are read, in milliseconds. */
  gatherMs?: number;
}

/**
 * Keeps the `PolicySet` and `Policy` entities of the catalog equal to the policies backend.
 *
 * The first read replaces all entities; after it only what changed is sent, when an event names sets
 * and on a schedule. Reads run one after the other. One that fails leaves the catalog as it is and is
 * made up for by the next.
 */
export class PolicySetEntityProvider implements EntityProvider {
  private readonly sent = new SentEntities();
  private connection: EntityProviderConnection | undefined;
  private started = false;
  private failures = 0;
  private named = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: PolicySetEntityProviderOptions) {}

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return 'PolicySetEntityProvider';
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.connection = connection;
    const { events, schedule } = this.options;
    await events.subscribe({
      id: 'catalog-policy-sets',
      topics: [EVENT_TOPIC_SETS],
      onEvent: async ({ eventPayload }) => this.gather(eventPayload),
    });
    await schedule.run({
      id: 'policies-entities',
      fn: signal => this.refresh(signal),
    });
  }

  /** Reads until a first time succeeds, afterwards once. */
  private async refresh(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      await this.synchronize();
      if (this.started) {
        return;
      }
      await sleep(
        FIRST_RETRIES_MS[Math.min(attempt, FIRST_RETRIES_MS.length - 1)],
        signal,
      );
    }
  }

  private gather(payload: unknown): void {
    const sets = (payload as { sets?: unknown } | undefined)?.sets;
    for (const set of Array.isArray(sets) ? sets : []) {
      this.named.add(String(set));
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.synchronize();
    }, this.options.gatherMs ?? 300).unref();
  }

  private synchronize(): Promise<void> {
    const run = this.queue.then(async () => {
      const named = this.named;
      this.named = new Set();
      try {
        await this.readAndSend(named);
        this.succeeded();
      } catch (error) {
        named.forEach(set => this.named.add(set));
        this.failed(error);
      }
    });
    this.queue = run;
    return run;
  }

  private async readAndSend(named: Set<string>): Promise<void> {
    const { sent, connection } = this;
    const sets = await readSetEntities(this.options.client, {
      isCurrent: (set, entity) =>
        this.started && !named.has(set) && sent.holds(set, entity),
      known: sent.setNames(),
    });
    if (!this.started) {
      await connection?.applyMutation({
        type: 'full',
        entities: [...sets.values()].flat().map(entity => this.defer(entity)),
      });
      this.started = true;
    } else {
      const { added, removed } = sent.compare(sets);
      if (added.length || removed.length) {
        await connection?.applyMutation({
          type: 'delta',
          added: added.map(entity => this.defer(entity)),
          removed: removed.map(entityRef => ({
            entityRef,
            locationKey: this.getProviderName(),
          })),
        });
      }
    }
    sent.remember(sets);
  }

  private defer(entity: Entity): DeferredEntity {
    return { entity, locationKey: this.getProviderName() };
  }

  /** A run of failures is one line: informative while the backend starts, a warning if it goes on. */
  private failed(error: unknown): void {
    const { logger } = this.options;
    this.failures++;
    if (!this.started && this.failures === 1) {
      logger.info('Waiting for the policies backend to answer');
    }
    if (this.failures === (this.started ? 1 : FIRST_RETRIES_MS.length)) {
      logger.warn(
        `The catalog keeps its policy sets as they are: the policies backend cannot be read, ${reasonOf(
          error,
        )}; it is tried again`,
      );
    }
  }

  private succeeded(): void {
    if (this.failures) {
      this.options.logger.info('The policies backend answers');
    }
    this.failures = 0;
  }
}
