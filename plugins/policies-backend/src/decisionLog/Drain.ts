import { setImmediate } from 'timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { DecisionSpool } from './spool/DecisionSpool';
import { SpoolRecord } from './spool/frames';
import { Segments } from './spool/Segments';

/** Records that are stored together. */
const BATCH = 1_000;
/** What comes is gathered for so long, so that what counts alike is counted together. */
const GATHER_MS = 500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

/** Moves records from a spool to where they are stored, in batches, beside everything else. */
export class Drain {
  /** Records of this process that are stored, or left out. */
  stored = 0;
  /** Whether storing failed last. */
  isHalted = false;
  private retryMs = FIRST_RETRY_MS;
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private isMore = false;
  private isStopped = false;

  constructor(
    private readonly options: {
      spool: DecisionSpool;
      logger: LoggerService;
      write(records: SpoolRecord[]): Promise<void>;
      onTorn(places: number): void;
    },
  ) {}

  /** Has what is there stored soon. */
  wake(): void {
    if (!this.isHalted) {
      this.runIn(GATHER_MS);
    }
  }

  /**
   * Waits until everything that is committed is stored.
   *
   * @returns whether it is
   */
  async settle(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>(resolve => {
      timer = setTimeout(() => resolve(false), milliseconds);
    });
    try {
      return await Promise.race([this.runTwice(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** The run that is under way may have looked before the last was committed. */
  private async runTwice(): Promise<boolean> {
    await this.running;
    await this.run();
    return !this.isHalted;
  }

  private runIn(milliseconds: number): void {
    if (!this.isStopped) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.run();
      }, milliseconds);
    }
  }

  private run(): Promise<void> {
    // What it has passed already may hold more by now.
    this.isMore = this.running !== undefined;
    this.running ??= this.runOnce().finally(() => {
      this.running = undefined;
      if (this.isMore) {
        this.isMore = false;
        this.wake();
      }
    });
    return this.running;
  }

  private async runOnce(): Promise<void> {
    const { logger, spool } = this.options;
    try {
      for (const source of spool.listSources()) {
        await this.empty(source);
        await spool.dropRead(source);
      }
      if (this.isHalted) {
        logger.info('the decision log is stored again');
      }
      this.isHalted = false;
      this.retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!this.isHalted) {
        logger.warn(
          `the decision log cannot be stored, and is kept in the spool: ${
            (error as Error).message
          }`,
        );
      }
      this.isHalted = true;
      this.runIn(this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    }
  }

  private async empty(source: Segments): Promise<void> {
    const { onTorn, spool, write } = this.options;
    for (;;) {
      const { records, torn, more } = await source.read(BATCH);
      if (records.length) {
        await write(records);
      }
      await source.acknowledge();
      if (torn) {
        onTorn(torn);
      }
      if (spool.isOwn(source)) {
        this.stored += records.length;
      }
      if (!more || this.isStopped) {
        return;
      }
      await setImmediate();
    }
  }
}
