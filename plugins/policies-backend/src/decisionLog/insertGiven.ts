import { Knex } from 'knex';

/**
 * Inserts rows that go as one text, which the database takes apart: values of their own would each pass the driver.
 *
 * @param columns - with their types
 * @param end - what stands behind the rows, such as what to do with those that are there
 * @returns what the end says is returned
 */
export async function insertGiven<T extends object>(
  tx: Knex.Transaction,
  table: string,
  columns: Record<keyof T & string, string>,
  rows: T[],
  end: string,
): Promise<Array<Partial<T>>> {
  const text = JSON.stringify(rows);
  const names = Object.keys(columns).join(', ');
  if (tx.client.config.client === 'pg') {
    const types = Object.entries(columns).map(entry => entry.join(' '));
    const result = await tx.raw(
      `insert into ${table} (${names}) select ${names} from json_to_recordset(?) as given(${types}) ${end}`,
      [text],
    );
    return result.rows;
  }
  const values = Object.keys(columns).map(name => `value->>'$.${name}'`);
  return tx.raw(
    `insert into ${table} (${names}) select ${values} from json_each(?) where true ${end}`,
    [text],
  );
}
