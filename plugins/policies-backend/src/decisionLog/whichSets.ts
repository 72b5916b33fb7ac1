import { SetChoice } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** Adds whose decisions are meant. */
export function whichSets(
  query: Knex.QueryBuilder,
  { only, except }: SetChoice,
): void {
  if (only) {
    query.whereIn('set_name', only);
  }
  if (except?.length) {
    query.whereNotIn('set_name', except);
  }
}
