import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { migrateTables } from '../database/migrateTables';

/** Brings the tables of the core up to date, and those that features had before they had migrations of their own. */
export async function migrateCore(database: DatabaseService): Promise<void> {
  await migrateTables(
    database,
    resolvePackagePath('@internal/plugin-policies-backend', 'migrations'),
  );
}
