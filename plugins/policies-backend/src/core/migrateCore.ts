import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';

/** Brings the tables of the core up to date, and those that features had before they had migrations of their own. */
export async function migrateCore(database: DatabaseService): Promise<void> {
  if (database.migrations?.skip) {
    return;
  }
  const client = await database.getClient();
  await client.migrate.latest({
    directory: resolvePackagePath(
      '@internal/plugin-policies-backend',
      'migrations',
    ),
  });
}
