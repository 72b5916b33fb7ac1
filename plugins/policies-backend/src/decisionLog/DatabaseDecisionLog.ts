import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionFilter,
  DecisionLog,
  DistinctRequest,
  FailedDecision,
  IngestedDecision,
  LogCoverage,
  LoggedDecision,
  SeriesDimension,
  SeriesPoint,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import {
  deleteEntriesBefore,
  insertEntries,
  measureEntries,
  readDistinct,
  readEntries,
} from './entryRows';
import { addCount, deleteSeriesBefore, readSeries } from './seriesRows';
import { CountedKind, hourOf, keyOf, kindOf, Tally } from './Tally';

/** Entries held back while the database is away; older ones are dropped beyond it. */
const MAX_PENDING = 20_000;
const REPLAY_PAGE = 500;
/** What an id of a decision that was given elsewhere may be. */
const ID = /^[\w-]{1,36}$/;

/** {@link DecisionLog} in the plugin's database: all are counted, so many of a second have an entry. */
export class DatabaseDecisionLog implements DecisionLog {
  private entries: LoggedDecision[] = [];
  private readonly tally = new Tally();
  private second = 0;
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
    const now = Date.parse(decision.time);
    this.tally.add(kindOfDecision(decision), now);
    const second = Math.floor(now / 1_000);
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
    const now = Date.parse(failure.time);
    this.tally.add(kindOf(failure, 'error', now), now);
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
      const added = await insertEntries(tx, [...byId.values()]);
      const tally = new Tally();
      for (const id of added) {
        const decision = byId.get(id)!;
        tally.add(kindOfDecision(decision), Date.parse(decision.time));
      }
      for (const count of tally.take().values()) {
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

  async *replay(filter: DecisionFilter): AsyncIterable<DecisionRecord> {
    await this.flush();
    let cursor: string | undefined;
    do {
      const page = await readEntries(this.db, filter, {
        cursor,
        limit: REPLAY_PAGE,
      });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
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
        const kept = countKinds(entries.map(kindOfDecision));
        for (const [key, count] of counts) {
          await addCount(tx, count, kept.get(key) ?? 0);
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

function kindOfDecision(decision: LoggedDecision): CountedKind {
  return kindOf(
    decision,
    decision.decision ? 'allow' : 'deny',
    Date.parse(decision.time),
  );
}

/** How many are of the same kind, by its key. */
function countKinds(kinds: CountedKind[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const key of kinds.map(keyOf)) {
    numbers.set(key, (numbers.get(key) ?? 0) + 1);
  }
  return numbers;
}
