import {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  Clock,
  DecisionArchive,
  Deployments,
} from '@internal/plugin-policies-node';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/**
 * Deletes what is older than it is kept, by whole days, as a store may then drop what it keeps of a day; sets say
 * how long theirs is, and all others are kept as the configuration says.
 */
export class DecisionRetention {
  private readonly days: number;

  constructor(
    private readonly options: {
      archive: DecisionArchive;
      clock: Clock;
      config: RootConfigService;
      logger: LoggerService;
      scheduler: SchedulerService;
      /** As stored: what a replica has not loaded would be kept too short. */
      deployments: Pick<Deployments, 'listGenerations' | 'getSets'>;
    },
  ) {
    this.days =
      options.config.getOptionalNumber('policies.decisions.logRetentionDays') ??
      DEFAULT_DAYS;
  }

  /** Has it done every hour by one of all replicas. */
  async schedule(): Promise<void> {
    const { archive, logger, scheduler } = this.options;
    try {
      await archive.prepare?.();
    } catch (error) {
      // It is tried again, and nothing is lost meanwhile.
      logger.warn(
        `the decision log cannot make room ahead: ${(error as Error).message}`,
      );
    }
    await scheduler.scheduleTask({
      id: 'policies-decision-log-retention',
      frequency: { hours: 1 },
      timeout: { minutes: 10 },
      initialDelay: { minutes: 5 },
      fn: () => this.apply(),
    });
  }

  /** Makes room for what comes, and deletes what is too old. */
  async apply(): Promise<void> {
    const { archive, deployments } = this.options;
    await archive.prepare?.();
    const byDays = new Map<number, string[]>();
    const names = [...(await deployments.listGenerations()).keys()];
    for (const { name, manifest } of await deployments.getSets(names)) {
      const days = manifest.spec.logRetentionDays;
      if (days !== undefined) {
        byDays.set(days, [...(byDays.get(days) ?? []), name]);
      }
    }
    for (const [days, only] of byDays) {
      await archive.deleteBefore(this.dayBefore(days), { only });
    }
    await archive.deleteBefore(this.dayBefore(this.days), {
      except: [...byDays.values()].flat(),
    });
  }

  private dayBefore(days: number): Date {
    const time = this.options.clock.now() - days * DAY_MS;
    return new Date(time - (time % DAY_MS));
  }
}
