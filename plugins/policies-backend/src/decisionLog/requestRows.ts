import { setImmediate } from 'timers/promises';
import {
  DecisionFilter,
  hourOf,
  SetChoice,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { insertGiven } from './insertGiven';
import { whichSets } from './whichSets';

const TABLE = 'policy_decision_requests';
/** Rows in one insert. */
const CHUNK = 250;

/** How often something was asked in an hour. */
interface RequestRow {
  fingerprint: string;
  hour_ms: number;
  set_name: string;
  entries: number;
  last_seen_ms: number;
}

/** Columns with their types. */
const COLUMNS: Record<keyof RequestRow, string> = {
  fingerprint: 'text',
  hour_ms: 'bigint',
  set_name: 'text',
  entries: 'bigint',
  last_seen_ms: 'bigint',
};

/** How often something was asked. */
export interface RequestCount {
  fingerprint: string;
  set: string;
  entries: number;
  lastSeenMs: number;
}

/** Whether a filter can be answered by what is counted here. */
export function tellsRequests({
  sets,
  from,
  to,
  ...rest
}: DecisionFilter): boolean {
  return (
    Object.values(rest).every(part => part === undefined) &&
    [from, to].every(time => !time || hourOf(time.getTime()) === time.getTime())
  );
}

/** Adds new entries to the numbers. */
export async function addRequests(
  tx: Knex.Transaction,
  entries: Array<{ fingerprint: string; set_name: string; time_ms: number }>,
): Promise<void> {
  const byKey = new Map<string, RequestRow>();
  for (const { fingerprint, set_name: set, time_ms: timeMs } of entries) {
    const hourMs = hourOf(timeMs);
    const key = `${fingerprint} ${hourMs}`;
    const row = byKey.get(key);
    if (row) {
      row.entries++;
      row.last_seen_ms = Math.max(row.last_seen_ms, timeMs);
    } else {
      byKey.set(key, {
        fingerprint,
        hour_ms: hourMs,
        set_name: set,
        entries: 1,
        last_seen_ms: timeMs,
      });
    }
  }
  // In one order everywhere: two that write the same rows would wait for each other.
  const rows = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
  for (let start = 0; start < rows.length; start += CHUNK) {
    await insertGiven(
      tx,
      TABLE,
      COLUMNS,
      rows.slice(start, start + CHUNK).map(([, row]) => row),
      `on conflict (fingerprint, hour_ms) do update set entries = ${TABLE}.entries + excluded.entries, last_seen_ms =
        case when excluded.last_seen_ms > ${TABLE}.last_seen_ms then excluded.last_seen_ms else ${TABLE}.last_seen_ms end`,
    );
    // What decides has its turn between them.
    await setImmediate();
  }
}

/** What was asked most. */
export async function readRequests(
  db: Knex,
  { sets, from, to }: DecisionFilter,
  limit: number,
): Promise<RequestCount[]> {
  const query = db<RequestRow>(TABLE)
    .groupBy('fingerprint', 'set_name')
    .select('fingerprint', 'set_name')
    .sum({ entries: 'entries' })
    .max({ last_seen_ms: 'last_seen_ms' })
    .orderBy('entries', 'desc')
    .orderBy('fingerprint')
    .limit(limit);
  whichSets(query, { only: sets });
  if (from) {
    query.where('hour_ms', '>=', from.getTime());
  }
  if (to) {
    query.where('hour_ms', '<', to.getTime());
  }
  return ((await query) as unknown as RequestRow[]).map(row => ({
    fingerprint: row.fingerprint,
    set: row.set_name,
    entries: Number(row.entries),
    lastSeenMs: Number(row.last_seen_ms),
  }));
}

/** Deletes the numbers of hours that began before a time. */
export async function deleteRequestsBefore(
  db: Knex,
  hourMs: number,
  sets: SetChoice,
): Promise<void> {
  const query = db<RequestRow>(TABLE).where('hour_ms', '<', hourMs);
  whichSets(query, sets);
  await query.delete();
}
