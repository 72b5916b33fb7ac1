import {
  amongBinding,
  isPostgres,
  whereAmong,
  whereCriteria,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { ReadableChanges, StoredChangeFilter } from '../rights/ReadableChanges';

const COLUMNS: Record<
  Exclude<StoredChangeFilter['key'], 'reviewer'>,
  string
> = {
  id: 'cast(policy_changes.id as varchar)',
  set: 'policy_changes.set_name',
  owner: 'policy_changes.owner',
  domain: 'policy_changes.domain',
  author: 'policy_changes.author',
};

/** Leaves of changes those that somebody may read. */
export function restrictChanges(
  db: Knex,
  rows: Knex.QueryBuilder,
  readable: ReadableChanges,
): void {
  if (readable === 'all') {
    return;
  }
  rows.where(where =>
    whereCriteria(
      where,
      readable,
      (leaf, { key, values }: StoredChangeFilter) =>
        key === 'reviewer'
          ? whereReviewer(db, leaf, values)
          : whereAmong(db, leaf, COLUMNS[key], values),
    ),
  );
}

function whereReviewer(
  db: Knex,
  where: Knex.QueryBuilder,
  groups: string[],
): void {
  const [from, group] = isPostgres(db)
    ? [
        'jsonb_array_elements(policy_changes.requirements::jsonb)',
        `requirement->>'group'`,
      ]
    : [
        'json_each(policy_changes.requirements)',
        `json_extract(requirement.value, '$.group')`,
      ];
  where.whereRaw(
    `exists (select 1 from ${from} as requirement where ${group} in ${amongBinding(
      db,
    )})`,
    [JSON.stringify(groups)],
  );
}
