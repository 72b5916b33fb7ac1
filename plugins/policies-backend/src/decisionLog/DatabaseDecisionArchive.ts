import { DatabaseService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionArchive,
  DecisionBatch,
  DecisionFilter,
  DistinctRequest,
  hourOf,
  LogCoverage,
  LoggedPage,
  SeriesDimension,
  SeriesPoint,
  SetChoice,
  Tally,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { hasPartitions, makePartitions } from './entryPartitions';
import {
  countRequests,
  cursorOf,
  deleteEntriesBefore,
  insertEntries,
  measureEntries,
  readDistinct,
  readEntries,
} from './entryRows';
import { addCountedIds, deleteCountedBefore } from './countedRows';
import {
  addRequests,
  deleteRequestsBefore,
  readRequests,
  tellsRequests,
} from './requestRows';
import { isRefusedValue } from './isRefusedValue';
import { addCounts, deleteSeriesBefore, readSeries } from './seriesRows';

const REPLAY_PAGE = 500;
/** What an id may be. */
const ID = /^[\w-]{1,36}$/;

/** {@link DecisionArchive} in the plugin's database. */
export class DatabaseDecisionArchive implements DecisionArchive {
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseDecisionArchive> {
    return new DatabaseDecisionArchive(await options.database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async add({ decisions, counts }: DecisionBatch): Promise<{ added: number }> {
    for (const { id, time } of decisions) {
      if (!ID.test(id) || Number.isNaN(Date.parse(time))) {
        throw new InputError(
          `decision '${id}' of '${time}' cannot be kept; an id has 1 to 36 letters, digits, '-' and '_', and a time is an ISO time`,
        );
      }
    }
    const byId = new Map(decisions.map(decision => [decision.id, decision]));
    const countsById = new Map(counts.map(one => [one.id, one.counts]));
    try {
      return await this.db.transaction(async tx => {
        // In one order everywhere, as here and below two that write the same rows would wait for each other.
        const added = await insertEntries(
          tx,
          [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
        const entries = new Tally();
        for (const { id } of added) {
          const decision = byId.get(id)!;
          entries.add(decision, decision.decision ? 'allow' : 'deny');
        }
        await addRequests(tx, added);
        const others = new Tally();
        for (const id of await addCountedIds(tx, [...countsById.keys()])) {
          others.addCounts(countsById.get(id)!);
        }
        await addCounts(tx, entries.take(), others.take());
        return { added: added.length };
      });
    } catch (error) {
      throw isRefusedValue(error)
        ? new InputError(
            `the database does not take a value: ${(error as Error).message}`,
          )
        : error;
    }
  }

  async query(
    filter: DecisionFilter,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: DecisionRecord[]; total: number; nextCursor?: string }> {
    return {
      ...(await readEntries(this.db, filter, page)),
      total: await this.countEntries(filter),
    };
  }

  async series(
    filter: DecisionFilter,
    by: SeriesDimension[],
  ): Promise<SeriesPoint[]> {
    return readSeries(this.db, filter, by);
  }

  async distinct(
    filter: DecisionFilter,
    limit: number,
  ): Promise<DistinctRequest[]> {
    const counts = tellsRequests(filter)
      ? await readRequests(this.db, filter, limit)
      : await countRequests(this.db, filter, limit);
    return readDistinct(this.db, counts);
  }

  async *replay(
    filter: DecisionFilter,
    after?: string,
  ): AsyncIterable<LoggedPage> {
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

  async prepare(): Promise<void> {
    if (hasPartitions(this.db)) {
      await makePartitions(this.db, Date.now());
    }
  }

  async deleteBefore(time: Date, sets: SetChoice = {}): Promise<void> {
    const hour = hourOf(time.getTime());
    await deleteEntriesBefore(this.db, hour, sets);
    await deleteSeriesBefore(this.db, hour, sets);
    await deleteRequestsBefore(this.db, hour, sets);
    if (!sets.only) {
      await deleteCountedBefore(this.db, hour);
    }
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
}
