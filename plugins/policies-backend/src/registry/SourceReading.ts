import {
  LoggerService,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  RootConfigService,
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { FirstRead } from './FirstRead';
import { Refresh } from './MeasuredRefresh';

/** Start-up waits this long for the first read of the sources, then goes on; ready it is when that ends. */
const START_WAIT_MS = 5_000;

/** A first read that failed, as without a database, is tried again after this long. */
const RETRY_MS = 5_000;

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 10 },
  initialDelay: { seconds: 60 },
};

/** When the sources are read: at start, by schedule, and whenever an engine may take what it did not. */
export class SourceReading {
  private retry?: NodeJS.Timeout;
  private isOpen = false;
  private stopped = false;

  constructor(
    private readonly options: {
      registry: Refresh;
      firstRead: FirstRead;
      config: RootConfigService;
      scheduler: SchedulerService;
      logger: LoggerService;
    },
  ) {}

  /** Reads for the first time; comes back when that ended, or took long enough. */
  async begin(): Promise<void> {
    await Promise.race([
      this.readAfresh(),
      new Promise(resolve => setTimeout(resolve, START_WAIT_MS).unref()),
    ]);
    const { config, scheduler, registry } = this.options;
    const schedule = config.getOptionalConfig('policies.schedule');
    await scheduler.scheduleTask({
      ...(schedule
        ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
        : DEFAULT_SCHEDULE),
      id: 'policies-registry-refresh',
      fn: () => registry.refresh(),
    });
  }

  /** Reads from now on, whatever is being read; never throws. */
  async readAfresh(): Promise<void> {
    const { registry, firstRead, logger } = this.options;
    try {
      await registry.refreshAfresh();
    } catch (error) {
      logger.error(`the sources cannot be read: ${error}`, error as Error);
      if (!firstRead.ended && !this.stopped) {
        this.retry = setTimeout(() => this.readAfresh(), RETRY_MS).unref();
      }
    }
  }

  /** From now on, reads whenever an engine recovers. @param again - whether to read now */
  open(again: boolean): void {
    this.isOpen = true;
    if (again) {
      this.readAfresh();
    }
  }

  /** An engine serves that did not: it may take what it refused. */
  noteRecovery(): void {
    if (this.isOpen) {
      this.readAfresh();
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }
}
