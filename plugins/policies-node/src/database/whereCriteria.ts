import { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { Knex } from 'knex';

/**
 * Writes criteria as a condition of a query.
 *
 * @param writeLeaf - writes one leaf, which has to add a condition
 */
export function whereCriteria<TLeaf>(
  where: Knex.QueryBuilder,
  criteria: PermissionCriteria<TLeaf>,
  writeLeaf: (where: Knex.QueryBuilder, leaf: TLeaf) => void,
): void {
  const write = (child: PermissionCriteria<TLeaf>) => (inner: unknown) =>
    whereCriteria(inner as Knex.QueryBuilder, child, writeLeaf);
  if (isAndCriteria(criteria)) {
    criteria.allOf.forEach(child => where.andWhere(write(child)));
  } else if (isOrCriteria(criteria)) {
    criteria.anyOf.forEach(child => where.orWhere(write(child)));
  } else if (isNotCriteria(criteria)) {
    where.whereNot(write(criteria.not));
  } else {
    writeLeaf(where, criteria as TLeaf);
  }
}

/**
 * Adds that a column, or what a query calls so, is one of some texts. They are one binding however many
 * they are: both databases bound the number of bindings.
 */
export function whereAmong(
  db: Knex,
  where: Knex.QueryBuilder,
  column: string,
  values: string[],
): void {
  where.whereRaw(`${column} in ${amongBinding(db)}`, [JSON.stringify(values)]);
}

/** A list of texts as SQL, whose binding is their JSON. */
export function amongBinding(db: Knex): string {
  return isPostgres(db)
    ? '(select jsonb_array_elements_text(?::jsonb))'
    : '(select value from json_each(?))';
}

/** Whether it is Postgres; else it is SQLite. */
export function isPostgres(db: Knex): boolean {
  return db.client.config.client === 'pg';
}
