import { InputError } from '@backstage/errors';
import { ChangeState } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { ChangeQuery, ListedChange } from '../ChangeStore';
import { countChecks } from '../checks/countChecks';
import { countChecksOf } from './checkRows';
import { ChangeRow, SelectedChange, toChange } from './changeRow';
import { restrictChanges } from './restrictChanges';

/** Changes with the number of their last push, read at one moment. */
export function selectChanges(
  db: Knex,
): Knex.QueryBuilder<ChangeRow, SelectedChange[]> {
  const push = db('policy_change_pushes')
    .max('number')
    .whereRaw('change_id = policy_changes.id')
    .as('push');
  return db('policy_changes').select('policy_changes.*', push);
}

/**
 * A page of changes, newest first, and how many there are by state.
 *
 * @throws InputError for a cursor that no page gave
 */
export async function listChanges(db: Knex, query: ChangeQuery) {
  const before = query.cursor === undefined ? undefined : Number(query.cursor);
  // Ids are whole numbers of 32 bits in Postgres.
  const isId = (id: number) =>
    Number.isInteger(id) && id > 0 && id < 2_147_483_648;
  if (before !== undefined && !isId(before)) {
    throw new InputError(
      `cursor '${query.cursor}' is not valid; pass 'nextCursor' of the page before`,
    );
  }
  const matching = (withStates: boolean) => {
    const rows = selectChanges(db);
    for (const [column, value] of [
      ['set_name', query.set],
      ['domain', query.domain],
      ['owner', query.owner],
      ['author', query.author],
    ] as const) {
      if (value !== undefined) {
        rows.where(column, value);
      }
    }
    if (query.query) {
      const like = `%${query.query.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`;
      rows.whereRaw(
        `(lower(title) like ? escape '\\' or set_name like ? escape '\\' or lower(set_title) like ? escape '\\')`,
        [like, like, like],
      );
    }
    restrictChanges(db, rows, query.readable ?? 'all');
    if (withStates && query.states?.length) {
      rows.whereIn('state', query.states);
    }
    return rows;
  };
  const counts = await matching(false)
    .clearSelect()
    .groupBy('state')
    .select('state')
    .count('* as count');
  const states: Partial<Record<ChangeState, number>> = {};
  for (const { state, count } of counts as unknown as Array<{
    state: ChangeState;
    count: string | number;
  }>) {
    states[state] = Number(count);
  }
  const wanted = query.states?.length
    ? query.states
    : (Object.keys(states) as ChangeState[]);
  const rows = matching(true)
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (before !== undefined) {
    rows.where('id', '<', before);
  }
  const found: SelectedChange[] = await rows;
  const page = found.slice(0, query.limit);
  const checks = await countChecksOf(
    db,
    page.map(({ id }) => id),
  );
  return {
    items: page.map(
      (row): ListedChange => ({
        ...toChange(row),
        checks: checks.get(row.id) ?? countChecks([]),
      }),
    ),
    total: wanted.reduce((sum, state) => sum + (states[state] ?? 0), 0),
    nextCursor:
      found.length > page.length ? String(page[page.length - 1].id) : undefined,
    states,
  };
}
