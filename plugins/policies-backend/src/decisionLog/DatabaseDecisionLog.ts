import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionFilter,
  DecisionLog,
  DecisionOutcome,
  DistinctRequest,
  FailedDecision,
  IngestedDecision,
  LogCoverage,
  LoggedDecision,
  LoggedPage,
  SeriesDimension,
  SeriesPoint,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import {
  cursorOf,
  deleteEntriesBefore,
  insertEntries,
  measureEntries,
  readDistinct,
  readEntries,
} from './entryRows';
import { addCount, deleteSeriesBefore, readSeries } from './seriesRows';
import { Count, hourOf, Tally } from './Tally';

/** Entries held back while the database is away; older ones are dropped beyond it. */
const MAX_PENDING = 20_000;
const REPLAY_PAGE = 500;
const SECOND_LETTERS = '2026-11-28T10:00:00'.length;
/** What an id of a decision that was given elsewhere may be. */
const ID = /^[\w-]{1,36}$/;

/** {@link DecisionLog} in the plugin's database: all are counted, so many of a second have an entry. */
export class DatabaseDecisionLog implements DecisionLog {
  private entries: LoggedDecision[] = [];
  private readonly tally = new Tally();
  private second = '';
  private recordedInSecond = 0;
  private leftOut = 0;
  private flushing: Promise<void> = Promise.resolve();

  static async create(options: {
    database: DatabaseService;
    logger: LoggerService;
    entriesPerSecond: number;
    onLeftOut?(decisions: number): void;
  }): Promise<DatabaseDecisionLog> {
    return new DatabaseDecisionLog(
      await options.database.getClient(),
      options.logger,
      options.entriesPerSecond,
      options.onLeftOut,
    );
  }

  private constructor(
    private readonly db: Knex,
    private readonly logger: LoggerService,
    private readonly entriesPerSecond: number,
    private readonly onLeftOut: (decisions: number) => void = () => {},
  ) {}

  record(decision: LoggedDecision): void {
    this.tally.add(decision, outcomeOf(decision));
    // All but what stands behind the seconds.
    const second = decision.time.slice(0, SECOND_LETTERS);
    if (second !== this.second) {
      this.second = second;
      this.recordedInSecond = 0;
    }
    if (
      this.recordedInSecond < this.entriesPerSecond &&
      this.entries.length < MAX_PENDING
    ) {
      this.recordedInSecond++;
      this.entries.push(decision);
    } else {
      this.leftOut++;
    }
  }

  recordFailure(failure: FailedDecision): void {
    this.tally.add(failure, 'error');
  }

  async ingest(decisions: IngestedDecision[]): Promise<{ added: number }> {
    for (const { id, time } of decisions) {
      if (!ID.test(id) || Number.isNaN(Date.parse(time))) {
        throw new InputError(
          `decision '${id}' of '${time}' cannot be kept; an id has 1 to 36 letters, digits, '-' and '_', and a time is an ISO time`,
        );
      }
    }
    const byId = new Map(decisions.map(decision => [decision.id, decision]));
    return this.db.transaction(async tx => {
      // In one order everywhere, as here and below two that write the same rows would wait for each other.
      const added = await insertEntries(
        tx,
        [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
      const tally = new Tally();
      for (const id of added) {
        const decision = byId.get(id)!;
        tally.add(decision, outcomeOf(decision));
      }
      for (const [, count] of inOrder(tally.take())) {
        await addCount(tx, count, count.decisions);
      }
      return { added: added.length };
    });
  }

  async query(
    filter: DecisionFilter,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: DecisionRecord[]; total: number; nextCursor?: string }> {
    await this.flush();
    return {
      ...(await readEntries(this.db, filter, page)),
      total: await this.countEntries(filter),
    };
  }

  async series(
    filter: DecisionFilter,
    by: SeriesDimension[],
  ): Promise<SeriesPoint[]> {
    await this.flush();
    return readSeries(this.db, filter, by);
  }

  async distinct(
    filter: DecisionFilter,
    limit: number,
  ): Promise<DistinctRequest[]> {
    await this.flush();
    return readDistinct(this.db, filter, limit);
  }

  async *replay(
    filter: DecisionFilter,
    after?: string,
  ): AsyncIterable<LoggedPage> {
    await this.flush();
    for (let cursor = after; ; ) {
      const { items } = await readEntries(this.db, filter, {
        cursor,
        limit: REPLAY_PAGE,
      });
      if (!items.length) {
        return;
      }
      cursor = cursorOf(items[items.length - 1]);
      yield { items, cursor };
    }
  }

  async coverage(filter: DecisionFilter): Promise<LogCoverage> {
    const [all] = await this.series(filter, []);
    return {
      ...(await measureEntries(this.db, filter)),
      decisions: all?.decisions ?? 0,
    };
  }

  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.flushOnce());
    return this.flushing;
  }

  async deleteBefore(time: Date): Promise<void> {
    const hour = hourOf(time.getTime());
    await deleteEntriesBefore(this.db, hour);
    await deleteSeriesBefore(this.db, hour);
  }

  /** Counting rows takes long where there are millions; of whole sets the number is kept. */
  private async countEntries(filter: DecisionFilter): Promise<number> {
    const { sets, ...rest } = filter;
    if (Object.values(rest).some(part => part !== undefined)) {
      return (await measureEntries(this.db, filter)).entries;
    }
    const [all] = await readSeries(this.db, { sets }, []);
    return all?.entries ?? 0;
  }

  private async flushOnce(): Promise<void> {
    const entries = this.entries;
    const counts = this.tally.take();
    if (!counts.size) {
      return;
    }
    this.entries = [];
    try {
      await this.db.transaction(async tx => {
        await insertEntries(tx, entries);
        const kept = new Tally();
        entries.forEach(entry => kept.add(entry, outcomeOf(entry)));
        const keptCounts = kept.take();
        for (const [key, count] of inOrder(counts)) {
          await addCount(tx, count, keptCounts.get(key)?.decisions ?? 0);
        }
      });
    } catch (error) {
      this.logger.warn(
        `the decision log cannot be written and is kept in memory: ${
          (error as Error).message
        }`,
      );
      const all = [...entries, ...this.entries];
      this.entries = all.slice(-MAX_PENDING);
      this.leftOut += all.length - this.entries.length;
      this.tally.putBack(counts);
    }
    if (this.leftOut) {
      this.onLeftOut(this.leftOut);
      this.leftOut = 0;
    }
  }
}

function outcomeOf({ decision }: LoggedDecision): DecisionOutcome {
  return decision ? 'allow' : 'deny';
}

function inOrder(counts: Map<string, Count>): Array<[string, Count]> {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
