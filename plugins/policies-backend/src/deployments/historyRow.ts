import { HistoryEntry } from '@internal/plugin-policies-common';
import { Knex } from 'knex';

/** A row of `policy_history`. */
export interface HistoryRow {
  set_name: string;
  sequence: number;
  kind: HistoryEntry['kind'];
  revision: string;
  previous_revision: string | null;
  at: Date | string | number;
  by: string;
  reason: string | null;
  change_id: number | null;
}

/** Writes the next entry of the history of a set, in the transaction that switches its revision. */
export async function insertHistory(
  tx: Knex.Transaction,
  row: Omit<HistoryRow, 'sequence'>,
): Promise<HistoryEntry> {
  const last = await tx('policy_history')
    .where({ set_name: row.set_name })
    .max('sequence as sequence')
    .first();
  const entry = { ...row, sequence: Number(last?.sequence ?? 0) + 1 };
  await tx('policy_history').insert(entry);
  return toHistory(entry);
}

/** Id of the change that published a revision last, or null where a source brought it. */
export async function madeByChange(
  tx: Knex.Transaction,
  set: string,
  revision: string,
): Promise<number | null> {
  const made = await tx<HistoryRow>('policy_history')
    .where({ set_name: set, revision })
    .whereIn('kind', ['registered', 'published'])
    .orderBy('sequence', 'desc')
    .first('change_id');
  return made?.change_id ?? null;
}

/** A row as the API tells it. */
export function toHistory(row: HistoryRow): HistoryEntry {
  return {
    set: row.set_name,
    sequence: row.sequence,
    kind: row.kind,
    revision: row.revision,
    previous: row.previous_revision ?? undefined,
    at: new Date(row.at).toISOString(),
    by: row.by,
    reason: row.reason ?? undefined,
    change: row.change_id === null ? undefined : String(row.change_id),
  };
}
