import { setImmediate } from 'timers/promises';
import { InputError } from '@backstage/errors';
import { DecisionRecord } from '@internal/plugin-policies-common';
import {
  DecisionFilter,
  DistinctRequest,
  fingerprintOf,
  IngestedDecision,
  LoggedDecision,
  SetChoice,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { whereDecided } from './whereDecided';
import { dropPartitions, hasPartitions } from './entryPartitions';
import { insertGiven } from './insertGiven';
import { RequestCount } from './requestRows';
import { toColumn } from './toColumn';
import { whichSets } from './whichSets';

const TABLE = 'policy_decisions';
/** Rows in one insert. */
const CHUNK = 250;

/** An entry, as the database keeps it. */
export interface EntryRow {
  id: string;
  time_ms: number;
  set_name: string;
  caller: string;
  outcome: 'allow' | 'deny';
  revision: string;
  policies: string;
  fingerprint: string;
  entry: string;
}

/** Columns with their types. */
const COLUMNS: Record<keyof EntryRow, string> = {
  id: 'text',
  time_ms: 'bigint',
  set_name: 'text',
  caller: 'text',
  outcome: 'text',
  revision: 'text',
  policies: 'text',
  fingerprint: 'text',
  entry: 'text',
};

/** @returns those that were not there */
export async function insertEntries(
  tx: Knex.Transaction,
  entries: IngestedDecision[],
): Promise<EntryRow[]> {
  const inserted: EntryRow[] = [];
  for (let start = 0; start < entries.length; start += CHUNK) {
    const rows = entries.slice(start, start + CHUNK).map(toRow);
    const added = await insertGiven(
      tx,
      TABLE,
      COLUMNS,
      rows,
      `on conflict (${
        hasPartitions(tx) ? 'id, time_ms' : 'id'
      }) do nothing returning id`,
    );
    const ids = new Set(added.map(({ id }) => id));
    inserted.push(...rows.filter(({ id }) => ids.has(id)));
    // What decides has its turn between them.
    await setImmediate();
  }
  return inserted;
}

/** A page, newest first, and one more row where there is a next one. */
export async function readEntries(
  db: Knex,
  filter: DecisionFilter,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ items: DecisionRecord[]; nextCursor?: string }> {
  const query = whereEntry(db, filter)
    .orderBy('time_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [time, id] = readCursor(cursor);
    query.where(before =>
      before
        .where('time_ms', '<', time)
        .orWhere(same => same.where('time_ms', time).where('id', '<', id)),
    );
  }
  const rows = await query.select('id', 'time_ms', 'entry');
  const page = rows.slice(0, limit);
  const last = page[page.length - 1];
  return {
    items: page.map(row => ({ ...JSON.parse(row.entry), id: row.id })),
    ...(rows.length > limit && {
      nextCursor: cursorOf({ id: last.id, time: Number(last.time_ms) }),
    }),
  };
}

/** How many entries there are, and when the first and the last were. */
export async function measureEntries(
  db: Knex,
  filter: DecisionFilter,
): Promise<{ entries: number; from?: string; to?: string }> {
  const row = await whereEntry(db, filter)
    .count({ entries: '*' })
    .min({ from: 'time_ms' })
    .max({ to: 'time_ms' })
    .first();
  const timeOf = (value: unknown) =>
    value === null || value === undefined
      ? undefined
      : new Date(Number(value)).toISOString();
  return {
    entries: Number(row?.entries ?? 0),
    from: timeOf(row?.from),
    to: timeOf(row?.to),
  };
}

/** How often each request has an entry, most first. */
export async function countRequests(
  db: Knex,
  filter: DecisionFilter,
  limit: number,
): Promise<RequestCount[]> {
  const groups = (await whereEntry(db, filter)
    .whereNotNull('fingerprint')
    .groupBy('fingerprint', 'set_name')
    .select('fingerprint', { set: 'set_name' })
    .count({ entries: '*' })
    .max({ lastSeenMs: 'time_ms' })
    .orderBy('entries', 'desc')
    .orderBy('fingerprint')
    .limit(limit)) as unknown as RequestCount[];
  return groups.map(({ entries, lastSeenMs, ...group }) => ({
    ...group,
    entries: Number(entries),
    lastSeenMs: Number(lastSeenMs),
  }));
}

/** Requests as they were asked last, but for those whose entries are gone meanwhile. */
export async function readDistinct(
  db: Knex,
  counts: RequestCount[],
): Promise<DistinctRequest[]> {
  const found = await Promise.all(
    counts.map(async ({ lastSeenMs, ...count }) => {
      const row = await db<EntryRow>(TABLE)
        .where({ fingerprint: count.fingerprint, time_ms: lastSeenMs })
        .first('entry');
      return (
        row && {
          ...count,
          request: (JSON.parse(row.entry) as LoggedDecision).request,
          lastSeen: new Date(lastSeenMs).toISOString(),
        }
      );
    }),
  );
  return found.filter(one => one !== undefined);
}

/** Deletes the entries of before a time. */
export async function deleteEntriesBefore(
  db: Knex,
  timeMs: number,
  sets: SetChoice,
): Promise<void> {
  if (hasPartitions(db)) {
    await dropPartitions(db, timeMs, sets);
  }
  const query = db<EntryRow>(TABLE).where('time_ms', '<', timeMs);
  whichSets(query, sets);
  await query.delete();
}

function whereEntry(db: Knex, filter: DecisionFilter) {
  const query = db<EntryRow>(TABLE);
  whereDecided(query, filter);
  if (filter.from) {
    query.where('time_ms', '>=', filter.from.getTime());
  }
  if (filter.to) {
    query.where('time_ms', '<', filter.to.getTime());
  }
  return query;
}

function toRow({ id, ...entry }: IngestedDecision): EntryRow {
  return {
    id,
    time_ms: Date.parse(entry.time),
    set_name: entry.set,
    caller: toColumn(entry.caller).slice(0, 255),
    outcome: entry.decision ? 'allow' : 'deny',
    revision: entry.revision,
    policies: JSON.stringify(entry.policies),
    fingerprint: fingerprintOf(entry),
    entry: JSON.stringify(entry),
  };
}

/** Of the page after an entry. */
export function cursorOf({
  id,
  time,
}: {
  id: string;
  /** ISO time, or milliseconds. */
  time: string | number;
}): string {
  return `${new Date(time).getTime()}_${id}`;
}

function readCursor(cursor: string): [number, string] {
  const [, time, id] = /^(\d+)_([\w-]+)$/.exec(cursor) ?? [];
  if (id === undefined) {
    throw new InputError(
      `cursor '${cursor}' is not valid; pass 'nextCursor' of the page before`,
    );
  }
  return [Number(time), id];
}
