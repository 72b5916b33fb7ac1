import { Knex } from 'knex';

/*
 * Counts without entries are added to the series, and cannot be told from others there: that they were added is
 * kept here by their ids.
 */

const TABLE = 'policy_decision_counted';
/** Rows in one insert. */
const CHUNK = 500;

interface CountedRow {
  id: string;
  time_ms: number;
}

/** @returns ids of those that were not there */
export async function addCountedIds(
  tx: Knex.Transaction,
  ids: string[],
): Promise<string[]> {
  const inserted: string[] = [];
  const sorted = [...ids].sort();
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const added = await tx<CountedRow>(TABLE)
      .insert(
        sorted
          .slice(start, start + CHUNK)
          .map(id => ({ id, time_ms: Date.now() })),
      )
      .onConflict('id')
      .ignore()
      .returning('id');
    inserted.push(...added.map(({ id }) => id));
  }
  return inserted;
}

/** Forgets what was added before a time. */
export async function deleteCountedBefore(
  db: Knex,
  timeMs: number,
): Promise<void> {
  await db<CountedRow>(TABLE).where('time_ms', '<', timeMs).delete();
}
