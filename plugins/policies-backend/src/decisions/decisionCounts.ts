import { LoggedDecision } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

const HOUR_MS = 3_600_000;

/** Decisions of an hour, a set and a caller, as the database counts them. */
export interface CountRow {
  hour_ms: number;
  set_name: string;
  caller: string;
  allowed: number;
  denied: number;
  last_seen_ms: number;
  /** Decisions of which there is an entry, too. */
  entries: number;
}

/** The beginning of the hour of a time, in milliseconds. */
export function hourOf(time: number): number {
  return time - (time % HOUR_MS);
}

/** Of the counts a decision belongs to. */
export function keyOf({ set, caller }: LoggedDecision, time: number): string {
  return `${hourOf(time)}\0${set}\0${caller}`;
}

/** How many decisions belong to the same counts. */
export function countByKey(entries: LoggedDecision[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const entry of entries) {
    const key = keyOf(entry, Date.parse(entry.time));
    numbers.set(key, (numbers.get(key) ?? 0) + 1);
  }
  return numbers;
}

/** Adds to what is counted. */
export async function addCounts(
  tx: Knex.Transaction,
  row: CountRow,
): Promise<void> {
  await tx<CountRow>('policy_decision_counts')
    .insert(row)
    .onConflict(['hour_ms', 'set_name', 'caller'])
    .merge({
      allowed: tx.raw('policy_decision_counts.allowed + ?', [
        row.allowed,
      ]) as unknown as number,
      denied: tx.raw('policy_decision_counts.denied + ?', [
        row.denied,
      ]) as unknown as number,
      entries: tx.raw('policy_decision_counts.entries + ?', [
        row.entries,
      ]) as unknown as number,
      last_seen_ms: row.last_seen_ms,
    });
}
