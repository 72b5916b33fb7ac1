import { DecisionFilter } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** Adds what a filter says besides times: both tables have these columns. */
export function whereDecided(
  query: Knex.QueryBuilder,
  { sets, callers, outcomes, revision, policy }: DecisionFilter,
): void {
  if (sets) {
    query.whereIn('set_name', sets);
  }
  if (callers) {
    query.whereIn(
      query.client.raw('lower(caller)'),
      callers.map(caller => caller.toLocaleLowerCase('en')),
    );
  }
  if (outcomes) {
    query.whereIn('outcome', outcomes);
  }
  if (revision !== undefined) {
    query.where('revision', revision);
  }
  if (policy !== undefined) {
    // `like` does not heed the case of letters on SQLite.
    const find =
      query.client.config.client === 'pg'
        ? 'strpos(policies, ?) > 0'
        : 'instr(policies, ?) > 0';
    query.whereRaw(find, [JSON.stringify(policy)]);
  }
}
