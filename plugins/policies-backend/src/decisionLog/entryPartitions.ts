import { SetChoice } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/*
 * On Postgres the table of entries has parts: one of what was there before it had, one of each day, made ahead, and
 * one of everything else, as of clocks that are wrong. Entries that are too old are dropped with their part.
 */

const TABLE = 'policy_decisions';
/** Takes what no other part takes. */
const OTHER = `${TABLE}_other`;
const DAY_MS = 86_400_000;
/** Parts that are there before they are needed, today's among them. */
const DAYS_AHEAD = 4;
/** Among replicas, one makes or drops parts; any number that nothing else locks. */
const LOCK = 7_301_145;
/** Others wait behind who waits to change the table. */
const LOCK_TIMEOUT = '2s';

interface Partition {
  name: string;
  startMs: number;
  /** Time from which on its entries are no more. */
  endMs: number;
}

/** Whether entries are kept in parts. */
export function hasPartitions(db: Knex): boolean {
  return db.client.config.client === 'pg';
}

/** Makes the parts of the next days, where they are not there. */
export async function makePartitions(db: Knex, nowMs: number): Promise<void> {
  await alone(db, async tx => {
    const partitions = await listPartitions(tx);
    const today = nowMs - (nowMs % DAY_MS);
    for (let day = 0; day < DAYS_AHEAD; day++) {
      const start = today + day * DAY_MS;
      if (
        !partitions.some(part => part.startMs <= start && start < part.endMs)
      ) {
        await makePartition(tx, start);
      }
    }
  });
}

/**
 * Drops parts that ended before a time, and of those that hold what is kept the entries that are not.
 *
 * @param sets - whose entries
 */
export async function dropPartitions(
  db: Knex,
  timeMs: number,
  { only, except = [] }: SetChoice,
): Promise<void> {
  if (only) {
    return;
  }
  for (const { name, endMs } of await listPartitions(db)) {
    if (endMs > timeMs) {
      continue;
    }
    await alone(db, async tx => {
      const [kept] = await tx(name)
        .whereIn('set_name', except)
        .limit(1)
        .select('id');
      if (!kept) {
        await tx.raw('drop table if exists ??', [name]);
      }
    });
  }
}

async function makePartition(
  tx: Knex.Transaction,
  start: number,
): Promise<void> {
  const day = new Date(start).toISOString().slice(0, 10).replaceAll('-', '');
  const name = `${TABLE}_${day}`;
  const end = start + DAY_MS;
  await tx.raw('create table ?? (like ?? including defaults)', [name, TABLE]);
  // What came before the part was there.
  await tx.raw(
    'with moved as (delete from ?? where time_ms >= ? and time_ms < ? returning *) insert into ?? select * from moved',
    [OTHER, start, end, name],
  );
  await tx.raw(
    `alter table ?? attach partition ?? for values from (${start}) to (${end})`,
    [TABLE, name],
  );
}

/** Parts that end. */
async function listPartitions(db: Knex): Promise<Partition[]> {
  const { rows } = await db.raw(
    `select part.relname as name, pg_get_expr(part.relpartbound, part.oid) as bound
     from pg_inherits join pg_class part on part.oid = inhrelid where inhparent = ?::regclass`,
    [TABLE],
  );
  return (rows as Array<{ name: string; bound: string }>).flatMap(
    ({ name, bound }) => {
      const [, start, end] =
        /FROM \('?(-?\d+|MINVALUE)'?\) TO \('?(-?\d+)'?\)$/.exec(bound) ?? [];
      return end === undefined
        ? []
        : [
            {
              name,
              startMs: start === 'MINVALUE' ? -Infinity : Number(start),
              endMs: Number(end),
            },
          ];
    },
  );
}

function alone(
  db: Knex,
  act: (tx: Knex.Transaction) => Promise<void>,
): Promise<void> {
  return db.transaction(async tx => {
    await tx.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await tx.raw('select pg_advisory_xact_lock(?)', [LOCK]);
    await act(tx);
  });
}
