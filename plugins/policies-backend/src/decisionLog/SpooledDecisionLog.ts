import { randomBytes } from 'crypto';
import { setTimeout as wait } from 'timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  DecisionArchive,
  DecisionFilter,
  DecisionLog,
  DecisionOutcome,
  FailedDecision,
  IngestedDecision,
  LogCoverage,
  LoggedDecision,
  LoggedPage,
  SeriesDimension,
  Tally,
} from '@internal/plugin-policies-node';
import { BatchWriter } from './BatchWriter';
import { Drain } from './Drain';
import { MOST_TEXT_BYTES } from './spool/frames';
import { DecisionSpool } from './spool/DecisionSpool';

/** Where there is hardly room, one of so many decisions has an entry. */
const SAMPLE = 100;
/** Bytes that a letter has at most. */
const LETTER_BYTES = 3;
const SECOND_LETTERS = '2026-11-28T10:00:00'.length;
/** Readers wait so long for what was just recorded, and no longer than it is little. */
const READ_WAIT_MS = 1_000;
const READ_WAIT_RECORDS = 5_000;
const FLUSH_WAIT_MS = 10_000;

/**
 * {@link DecisionLog} that spools what it takes, and stores it beside: what decides waits for neither the store nor,
 * unless it wants to, the disk. Decisions without room are counted, and the counts go the same way.
 */
export class SpooledDecisionLog implements DecisionLog {
  private readonly drain: Drain;
  private readonly idPrefix = randomBytes(8).toString('hex');
  private numbers = 0;
  private recorded = 0;
  private readonly tally = new Tally();
  private isCounting = false;
  private sample = 0;
  private second = '';
  private recordedInSecond = 0;

  /**
   * @param options - `folder` and `mostBytes` of the spool; `entriesPerSecond` above which decisions are counted
   *   only; `onLeftOut` is told of decisions that get no entry, `onTorn` of places of a spool that cannot be read
   */
  static async open(options: {
    archive: DecisionArchive;
    logger: LoggerService;
    folder?: string;
    mostBytes: number;
    entriesPerSecond?: number;
    onLeftOut?(decisions: number): void;
    onTorn?(places: number): void;
    staleMs?: number;
  }): Promise<SpooledDecisionLog> {
    // What the spool tells goes to what is made of it.
    const opened: { log?: SpooledDecisionLog } = {};
    const spool = await DecisionSpool.open({
      ...options,
      onCommit: () => opened.log?.addCounts(),
      onCommitted: () => opened.log?.drain.wake(),
      onMoved: () => opened.log?.forgetWaiting(),
      onProblem: message => options.logger.warn(message),
    });
    const log = new SpooledDecisionLog(spool, options);
    opened.log = log;
    log.drain.wake();
    return log;
  }

  private constructor(
    private readonly spool: DecisionSpool,
    private readonly options: Omit<
      Parameters<typeof SpooledDecisionLog.open>[0],
      'folder'
    >,
  ) {
    const writer = new BatchWriter({
      ...options,
      onLeftOut: options.onLeftOut ?? (() => {}),
    });
    this.drain = new Drain({
      spool,
      logger: options.logger,
      write: records => writer.write(records),
      onTorn: options.onTorn ?? (() => {}),
    });
  }

  /** What is not stored yet. */
  get waiting(): { bytes: number; records: number } {
    return {
      bytes: this.spool.bytes,
      records: this.recorded - this.drain.stored,
    };
  }

  record(decision: LoggedDecision): void {
    const { room } = this.spool;
    if (
      this.isAboveRate(decision) ||
      room === 'none' ||
      (room === 'samples' && this.sample++ % SAMPLE !== 0) ||
      !this.spoolEntry(decision)
    ) {
      this.options.onLeftOut?.(1);
      this.count(decision, decision.decision ? 'allow' : 'deny');
    }
  }

  async recordDurably(decisions: LoggedDecision[]): Promise<void> {
    if (this.spool.room === 'none') {
      throw new ServiceUnavailableError(
        'the decision log has no room for decisions that have to be kept before they are answered; see why its store does not take what waits',
      );
    }
    if (!decisions.every(decision => this.spoolEntry(decision))) {
      throw new ServiceUnavailableError(
        'a decision that has to be kept before it is answered is too large for the decision log',
      );
    }
    try {
      await this.spool.commit();
    } catch (error) {
      throw new ServiceUnavailableError(
        `decisions that have to be kept before they are answered cannot be written: ${
          (error as Error).message
        }`,
      );
    }
    if (!this.spool.isLasting && !(await this.drain.settle(READ_WAIT_MS))) {
      throw new ServiceUnavailableError(
        'decisions that have to be kept before they are answered could not be stored; give the decision log a folder, policies.decisions.spool.folder',
      );
    }
  }

  recordFailure(failure: FailedDecision): void {
    this.count(failure, 'error');
  }

  ingest(decisions: IngestedDecision[]): Promise<{ added: number }> {
    return this.options.archive.add({ decisions, counts: [] });
  }

  async query(
    filter: DecisionFilter,
    page: { cursor?: string; limit: number },
  ) {
    await this.settle();
    return this.options.archive.query(filter, page);
  }

  async series(filter: DecisionFilter, by: SeriesDimension[]) {
    await this.settle();
    return this.options.archive.series(filter, by);
  }

  async distinct(filter: DecisionFilter, limit: number) {
    await this.settle();
    return this.options.archive.distinct(filter, limit);
  }

  async *replay(
    filter: DecisionFilter,
    after?: string,
  ): AsyncIterable<LoggedPage> {
    await this.settle();
    yield* this.options.archive.replay(filter, after);
  }

  async coverage(filter: DecisionFilter): Promise<LogCoverage> {
    await this.settle();
    const { records } = this.waiting;
    return {
      ...(await this.options.archive.coverage(filter)),
      ...(records > 0 && { waiting: records }),
    };
  }

  async flush(): Promise<void> {
    await this.commitQuietly();
    await this.drain.settle(FLUSH_WAIT_MS);
  }

  /** Stores what it can, and leaves the rest in the spool. */
  async close(): Promise<void> {
    await this.flush();
    // A store that does not answer keeps nobody from ending.
    await Promise.race([
      this.drain.stop(),
      wait(FLUSH_WAIT_MS, undefined, { ref: false }),
    ]);
    await this.spool.close();
  }

  private forgetWaiting(): void {
    this.recorded = this.drain.stored;
  }

  private async settle(): Promise<void> {
    if (this.waiting.records < READ_WAIT_RECORDS && !this.drain.isHalted) {
      await this.commitQuietly();
      await this.drain.settle(READ_WAIT_MS);
    }
  }

  /** What is wrong was told where it was found. */
  private commitQuietly(): Promise<void> {
    return this.spool.commit().catch(() => {});
  }

  private isAboveRate({ time }: LoggedDecision): boolean {
    const { entriesPerSecond } = this.options;
    if (entriesPerSecond === undefined) {
      return false;
    }
    // All but what stands behind the seconds.
    const second = time.slice(0, SECOND_LETTERS);
    if (second !== this.second) {
      this.second = second;
      this.recordedInSecond = 0;
    }
    return ++this.recordedInSecond > entriesPerSecond;
  }

  /** @returns whether it gets an entry */
  private spoolEntry(decision: LoggedDecision): boolean {
    let text: string;
    try {
      text = JSON.stringify(decision);
    } catch {
      // Nested deeper than can be written.
      text = '';
    }
    if (!text || text.length * LETTER_BYTES > MOST_TEXT_BYTES) {
      return false;
    }
    this.recorded++;
    this.spool.add('decision', `{"id":"${this.nextId()}",${text.slice(1)}`);
    return true;
  }

  private count(
    counted: FailedDecision & { policies?: string[] },
    outcome: DecisionOutcome,
  ): void {
    this.tally.add(counted, outcome);
    if (!this.isCounting) {
      this.isCounting = true;
      this.spool.commitLater();
    }
  }

  /** Those that have no entry, with what is about to be written. */
  private addCounts(): void {
    if (!this.isCounting || this.spool.room === 'none') {
      return;
    }
    this.isCounting = false;
    const counts = [...this.tally.take().values()];
    this.recorded++;
    this.spool.add('counts', JSON.stringify({ id: this.nextId(), counts }));
  }

  private nextId(): string {
    return `${this.idPrefix}-${(this.numbers++).toString(36)}`;
  }
}
