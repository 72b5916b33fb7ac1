import { ConflictError } from '@backstage/errors';
import { CheckCounts, CheckState } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { NewCheck } from '../checks/CheckStore';
import { countChecks, kindOf } from '../checks/countChecks';

/** A check as it is kept. */
export interface CheckRow {
  change_id: number;
  name: string;
  revision: string;
  state: CheckState;
  blocking: boolean | number;
  summary: string | null;
  log: string;
  report: string | null;
  asks: string | null;
  run: number;
  started_ms: string | number | null;
  duration_ms: number | null;
}

/** What a check says that waits for its turn. */
export const QUEUED = {
  state: 'queued' as const,
  started_ms: null,
  duration_ms: null,
  summary: null,
  log: '[]',
  report: null,
  asks: null,
};

export function checkRows(
  db: Knex | Knex.Transaction,
): Knex.QueryBuilder<CheckRow, CheckRow[]> {
  return db<CheckRow>('policy_change_checks');
}

/** Queues checks of a revision in place of those the change had. */
export async function replaceChecks(
  tx: Knex.Transaction,
  id: number,
  revision: string,
  checks: NewCheck[],
): Promise<void> {
  await checkRows(tx).where({ change_id: id }).delete();
  await insertChecks(tx, id, revision, checks);
}

/** Queues checks of a revision that the change does not have yet. */
export async function insertChecks(
  tx: Knex.Transaction,
  id: number,
  revision: string,
  checks: NewCheck[],
): Promise<void> {
  if (!checks.length) {
    return;
  }
  await checkRows(tx).insert(
    checks.map(({ name, blocking }) => ({
      ...QUEUED,
      change_id: id,
      name,
      revision,
      blocking,
    })),
  );
}

/** Writes which checks of a change block, as they say now; others keep what they said. */
export async function writeBlocking(
  tx: Knex.Transaction,
  id: number,
  checks: NewCheck[],
): Promise<void> {
  for (const blocking of [true, false]) {
    const names = checks
      .filter(check => check.blocking === blocking)
      .map(({ name }) => name);
    await checkRows(tx)
      .where({ change_id: id })
      .whereIn('name', names)
      .update({ blocking });
  }
}

/** How the checks of some changes stand; a change without any is left out. */
export async function countChecksOf(
  db: Knex,
  ids: number[],
): Promise<Map<number, CheckCounts>> {
  const rows = await checkRows(db)
    .whereIn('change_id', ids)
    .select('change_id', 'state');
  const states = new Map<number, CheckState[]>();
  for (const { change_id, state } of rows) {
    states.set(change_id, [...(states.get(change_id) ?? []), state]);
  }
  return new Map([...states].map(([id, of]) => [id, countChecks(of)]));
}

/** Ids of changes of which some check ended and did not pass. */
export async function listFailing(db: Knex): Promise<Set<number>> {
  const failed = await checkRows(db)
    .whereIn('state', ['failed', 'error', 'cancelled'])
    .distinct('change_id');
  return new Set(failed.map(({ change_id }) => change_id));
}

/**
 * A check that was queued again since it was looked at holds a publication up, and so does one that is
 * required since the push.
 *
 * @param required - names of checks that have to pass whatever they said of themselves
 */
export async function expectPassed(
  tx: Knex.Transaction,
  { id, revision }: { id: string; revision: string },
  required: string[],
): Promise<void> {
  const rows = await checkRows(tx)
    .where({ change_id: Number(id) })
    .select('name', 'revision', 'state', 'blocking');
  const missing = required.find(name => !rows.some(row => row.name === name));
  if (missing !== undefined) {
    throw new ConflictError(
      `check '${missing}' is required and was not run on change ${id}; run its checks again, and publish when it has passed`,
    );
  }
  const open = rows.find(
    row =>
      (row.blocking || required.includes(row.name)) &&
      (kindOf(row.state) !== 'passed' || row.revision !== revision),
  );
  if (open) {
    throw new ConflictError(
      `check '${open.name}' of change ${id} did not pass; publish when it has`,
    );
  }
}
