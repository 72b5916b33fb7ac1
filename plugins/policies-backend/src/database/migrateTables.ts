import { DatabaseService } from '@backstage/backend-plugin-api';
import { isPostgres } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** The table in which knex keeps what ran, unless another is named. */
const CORE_TABLE = 'knex_migrations';

/**
 * Brings tables up to date, where migrations are not left to others. Replicas that start together do it one
 * after the other: knex itself creates the table in which it locks without a lock, and whoever loses that race
 * would go without its tables.
 *
 * @param directory - of the migrations
 * @param tableName - in which those that ran are kept
 */
export async function migrateTables(
  database: DatabaseService,
  directory: string,
  tableName = CORE_TABLE,
): Promise<void> {
  if (database.migrations?.skip) {
    return;
  }
  const client = await database.getClient();
  const migrate = (db: Knex) => db.migrate.latest({ directory, tableName });
  if (!isPostgres(client)) {
    await migrate(client);
    return;
  }
  // By one connection: a pool may have no second one.
  await client.transaction(async tx => {
    await tx.raw('select pg_advisory_xact_lock(hashtext(?), hashtext(?))', [
      'policies',
      tableName,
    ]);
    await migrate(tx);
  });
}
