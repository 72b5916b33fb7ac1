import { createHash } from 'crypto';
import {
  countKeyOf,
  DecisionCount,
  DecisionFilter,
  DecisionOutcome,
  hourOf,
  SeriesDimension,
  SeriesPoint,
  SetChoice,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { whereDecided } from './whereDecided';
import { toColumn } from './toColumn';
import { whichSets } from './whichSets';

const TABLE = 'policy_decision_series';
/** Rows in one insert. */
const CHUNK = 200;

/** Decisions of one kind, as the database counts them. */
interface SeriesRow {
  /** Hash of what it tells apart. */
  key: string;
  hour_ms: number;
  set_name: string;
  revision: string;
  policies: string;
  caller: string;
  outcome: DecisionOutcome;
  latency_us: number;
  decisions: number;
  entries: number;
  last_seen_ms: number;
}

const COLUMNS: Record<SeriesDimension, keyof SeriesRow> = {
  hour: 'hour_ms',
  set: 'set_name',
  revision: 'revision',
  policy: 'policies',
  caller: 'caller',
  outcome: 'outcome',
  latency: 'latency_us',
};

/**
 * Adds to the numbers.
 *
 * @param entries - decisions that have an entry, by their kinds
 * @param others - decisions that have none
 */
export async function addCounts(
  tx: Knex.Transaction,
  entries: Map<string, DecisionCount>,
  others: Map<string, DecisionCount>,
): Promise<void> {
  const rows = [...entries].map(([key, count]) =>
    toRow(count, count.decisions, others.get(key)),
  );
  for (const [key, count] of others) {
    if (!entries.has(key)) {
      rows.push(toRow(count, 0));
    }
  }
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx<SeriesRow>(TABLE)
      .insert(rows.slice(start, start + CHUNK))
      .onConflict('key')
      .merge({
        decisions: tx.raw(`${TABLE}.decisions + excluded.decisions`),
        entries: tx.raw(`${TABLE}.entries + excluded.entries`),
        last_seen_ms: tx.raw(
          `case when excluded.last_seen_ms > ${TABLE}.last_seen_ms then excluded.last_seen_ms else ${TABLE}.last_seen_ms end`,
        ),
      } as object);
  }
}

/** The numbers that a filter selects, by whole hours. */
export async function readSeries(
  db: Knex,
  filter: DecisionFilter,
  by: SeriesDimension[],
): Promise<SeriesPoint[]> {
  const columns = by.map(dimension => COLUMNS[dimension]);
  const query = db<SeriesRow>(TABLE)
    .sum({ decisions: 'decisions', entries: 'entries' })
    .max({ last_seen_ms: 'last_seen_ms' });
  if (columns.length) {
    query.select(columns).groupBy(columns);
  }
  whereDecided(query, filter);
  if (filter.from) {
    query.where('hour_ms', '>=', hourOf(filter.from.getTime()));
  }
  if (filter.to) {
    query.where('hour_ms', '<', filter.to.getTime());
  }
  const rows = (await query) as SeriesRow[];
  const points = rows
    .filter(row => row.last_seen_ms !== null)
    .map(row => toPoint(row, by));
  return by.includes('policy') ? byPolicy(rows, points, filter) : points;
}

/** Deletes the counts of hours that began before a time. */
export async function deleteSeriesBefore(
  db: Knex,
  hourMs: number,
  sets: SetChoice,
): Promise<void> {
  const query = db<SeriesRow>(TABLE).where('hour_ms', '<', hourMs);
  whichSets(query, sets);
  await query.delete();
}

function toRow(
  count: DecisionCount,
  entries: number,
  other?: DecisionCount,
): SeriesRow {
  return {
    key: createHash('sha256').update(countKeyOf(count)).digest('hex'),
    hour_ms: count.hourMs,
    set_name: count.set,
    revision: count.revision,
    policies: count.policies,
    caller: toColumn(count.caller),
    outcome: count.outcome,
    latency_us: count.latencyUs,
    decisions: count.decisions + (other?.decisions ?? 0),
    entries,
    last_seen_ms: Math.max(count.lastSeenMs, other?.lastSeenMs ?? 0),
  };
}

function toPoint(row: SeriesRow, by: SeriesDimension[]): SeriesPoint {
  const told = new Set(by);
  return {
    ...(told.has('hour') && {
      hour: new Date(Number(row.hour_ms)).toISOString(),
    }),
    ...(told.has('set') && { set: row.set_name }),
    ...(told.has('revision') && { revision: row.revision }),
    ...(told.has('caller') && { caller: row.caller }),
    ...(told.has('outcome') && { outcome: row.outcome }),
    ...(told.has('latency') &&
      Number(row.latency_us) > 0 && { latencyUs: Number(row.latency_us) }),
    decisions: Number(row.decisions),
    entries: Number(row.entries),
    lastSeen: new Date(Number(row.last_seen_ms)).toISOString(),
  };
}

/** Rows tell of policies that determined a decision together. */
function byPolicy(
  rows: SeriesRow[],
  points: SeriesPoint[],
  { policy: wanted }: DecisionFilter,
): SeriesPoint[] {
  const added = new Map<string, SeriesPoint>();
  points.forEach((point, index) => {
    const { decisions, entries, lastSeen, ...kind } = point;
    for (const policy of JSON.parse(rows[index].policies) as string[]) {
      if (wanted === undefined || wanted === policy) {
        const key = JSON.stringify([policy, kind]);
        const known = added.get(key);
        added.set(key, {
          ...kind,
          policy,
          decisions: decisions + (known?.decisions ?? 0),
          entries: entries + (known?.entries ?? 0),
          lastSeen:
            known && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
        });
      }
    }
  });
  return [...added.values()];
}
