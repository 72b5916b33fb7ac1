import { randomUUID } from 'crypto';
import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DecisionRecord,
  ObservedConsumer,
} from '@internal/plugin-policies-common';
import {
  DecisionCounts,
  DecisionLog,
  LoggedDecision,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import {
  addCounts,
  countByKey,
  CountRow,
  hourOf,
  keyOf,
} from './decisionCounts';

/** Rows in one insert, below SQLite's limit of variables. */
const CHUNK = 100;
/** Entries held back while the database is away; older ones are dropped beyond it. */
const MAX_PENDING = 20_000;

interface EntryRow {
  id: string;
  time_ms: number;
  set_name: string;
  entry: string;
}

/** {@link DecisionLog} in the plugin's database. */
export class DatabaseDecisionLog implements DecisionLog {
  private entries: LoggedDecision[] = [];
  private counts = new Map<string, CountRow>();
  private second = 0;
  private recordedInSecond = 0;
  private flushing: Promise<void> = Promise.resolve();

  static async create(options: {
    database: DatabaseService;
    logger: LoggerService;
    entriesPerSecond: number;
  }): Promise<DatabaseDecisionLog> {
    return new DatabaseDecisionLog(
      await options.database.getClient(),
      options.logger,
      options.entriesPerSecond,
    );
  }

  private constructor(
    private readonly db: Knex,
    private readonly logger: LoggerService,
    private readonly entriesPerSecond: number,
  ) {}

  record(decision: LoggedDecision): void {
    const now = Date.parse(decision.time);
    this.tally(decision, now);
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
    }
  }

  async list(options: {
    sets?: string[];
    cursor?: string;
    limit: number;
  }): Promise<{ items: DecisionRecord[]; total: number; nextCursor?: string }> {
    await this.flush();
    const { sets, cursor, limit } = options;
    const query = this.db<EntryRow>('policy_decisions')
      .orderBy('time_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (sets !== undefined) {
      query.whereIn('set_name', sets);
    }
    if (cursor !== undefined) {
      const [time, id] = readCursor(cursor);
      query.where(before =>
        before
          .where('time_ms', '<', time)
          .orWhere(same => same.where('time_ms', time).where('id', '<', id)),
      );
    }
    const rows = await query.select();
    const page = rows.slice(0, limit);
    const last = page[page.length - 1];
    return {
      items: page.map(row => ({ ...JSON.parse(row.entry), id: row.id })),
      total: await this.countEntries(sets),
      ...(rows.length > limit
        ? { nextCursor: `${last.time_ms}_${last.id}` }
        : {}),
    };
  }

  async count(since: Date, sets?: string[]): Promise<DecisionCounts> {
    await this.flush();
    const hour = hourOf(since.getTime());
    const rows = this.db<CountRow>('policy_decision_counts').where(
      'hour_ms',
      '>=',
      hour,
    );
    if (sets !== undefined) {
      rows.whereIn('set_name', sets);
    }
    const row = await rows
      .sum({ allowed: 'allowed', denied: 'denied' })
      .first();
    return {
      allowed: Number(row?.allowed ?? 0),
      denied: Number(row?.denied ?? 0),
    };
  }

  private async countEntries(sets: string[] | undefined): Promise<number> {
    const rows = this.db<CountRow>('policy_decision_counts');
    if (sets !== undefined) {
      rows.whereIn('set_name', sets);
    }
    const row = await rows.sum({ entries: 'entries' }).first();
    return Number(row?.entries ?? 0);
  }

  async observedConsumers(set: string): Promise<ObservedConsumer[]> {
    await this.flush();
    const rows = await this.db<CountRow>('policy_decision_counts')
      .where('set_name', set)
      .groupBy('caller')
      .select('caller')
      .sum({ allowed: 'allowed', denied: 'denied' })
      .max({ lastSeen: 'last_seen_ms' });
    return rows
      .map(row => ({
        caller: row.caller,
        decisions: Number(row.allowed) + Number(row.denied),
        lastSeen: new Date(Number(row.lastSeen)).toISOString(),
      }))
      .sort((a, b) => b.decisions - a.decisions);
  }

  async listSetsAskedBy(callers: string[]): Promise<string[]> {
    await this.flush();
    const rows = await this.db<CountRow>('policy_decision_counts')
      .whereIn(
        this.db.raw('lower(caller)') as unknown as 'caller',
        callers.map(caller => caller.toLocaleLowerCase('en')),
      )
      .distinct('set_name')
      .select();
    return rows.map(row => row.set_name);
  }

  async listCallers(): Promise<Map<string, string[]>> {
    await this.flush();
    const rows = await this.db<CountRow>('policy_decision_counts')
      .distinct('set_name', 'caller')
      .select();
    const callers = new Map<string, string[]>();
    for (const { set_name: set, caller } of rows) {
      callers.set(set, [...(callers.get(set) ?? []), caller]);
    }
    return callers;
  }

  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.flushOnce());
    return this.flushing;
  }

  /** Deletes entries and counts of whole hours that ended before this, so that both tell the same. */
  async deleteBefore(time: Date): Promise<void> {
    const hour = hourOf(time.getTime());
    await this.db<EntryRow>('policy_decisions')
      .where('time_ms', '<', hour)
      .delete();
    await this.db<CountRow>('policy_decision_counts')
      .where('hour_ms', '<', hour)
      .delete();
  }

  private tally(decision: LoggedDecision, now: number): void {
    const key = keyOf(decision, now);
    let row = this.counts.get(key);
    if (!row) {
      row = {
        hour_ms: hourOf(now),
        set_name: decision.set,
        caller: decision.caller.slice(0, 255),
        allowed: 0,
        denied: 0,
        last_seen_ms: now,
        entries: 0,
      };
      this.counts.set(key, row);
    }
    row.allowed += decision.decision ? 1 : 0;
    row.denied += decision.decision ? 0 : 1;
    row.last_seen_ms = now;
  }

  private async flushOnce(): Promise<void> {
    const entries = this.entries;
    const counts = this.counts;
    if (!counts.size) {
      return;
    }
    this.entries = [];
    this.counts = new Map();
    try {
      await this.db.transaction(async tx => {
        for (let start = 0; start < entries.length; start += CHUNK) {
          await tx<EntryRow>('policy_decisions').insert(
            entries.slice(start, start + CHUNK).map(entry => ({
              id: randomUUID(),
              time_ms: Date.parse(entry.time),
              set_name: entry.set,
              entry: JSON.stringify(entry),
            })),
          );
        }
        const kept = countByKey(entries);
        for (const [key, row] of counts) {
          await addCounts(tx, { ...row, entries: kept.get(key) ?? 0 });
        }
      });
    } catch (error) {
      this.logger.warn(
        `the decision log cannot be written and is kept in memory: ${
          (error as Error).message
        }`,
      );
      this.entries = [...entries, ...this.entries].slice(-MAX_PENDING);
      for (const [key, row] of counts) {
        const newer = this.counts.get(key);
        this.counts.set(key, {
          ...row,
          allowed: row.allowed + (newer?.allowed ?? 0),
          denied: row.denied + (newer?.denied ?? 0),
          last_seen_ms: newer?.last_seen_ms ?? row.last_seen_ms,
        });
      }
    }
  }
}

function readCursor(cursor: string): [number, string] {
  const [, time, id] = /^(\d+)_([0-9a-f-]+)$/.exec(cursor) ?? [];
  if (id === undefined) {
    throw new InputError(
      `cursor '${cursor}' is not valid; pass 'nextCursor' of the page before`,
    );
  }
  return [Number(time), id];
}
