import { Knex } from 'knex';

/** Tables with their columns, and indexes, without those that keep migrations. */
export async function readStructure(knex: Knex) {
  const isSqlite = knex.client.config.client === 'better-sqlite3';
  const { rows } = isSqlite
    ? {
        rows: await knex.raw(
          `select type, tbl_name as "table", name from sqlite_master where type in ('table', 'index') and name not like 'sqlite_%'`,
        ),
      }
    : await knex.raw(
        `select 'table' as type, tablename as "table", tablename as name from pg_tables where schemaname = 'public'
         union all select 'index', tablename, indexname from pg_indexes where schemaname = 'public'`,
      );
  const own = (rows as Array<Record<'type' | 'table' | 'name', string>>).filter(
    ({ table }) => !table.startsWith('knex_migrations'),
  );
  const columns: Record<string, unknown> = {};
  for (const { type, table } of own) {
    if (type === 'table') {
      columns[table] = await knex(table).columnInfo();
    }
  }
  return {
    columns,
    indexes: own
      .filter(({ type }) => type === 'index')
      .map(({ table, name }) => `${table} ${name}`)
      .sort(),
  };
}
