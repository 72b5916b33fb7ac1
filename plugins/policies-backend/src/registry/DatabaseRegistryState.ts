import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ReadOfSources, RegistryState } from './RegistryState';

/** {@link RegistryState} in the plugin's database: SQLite or Postgres. */
export class DatabaseRegistryState implements RegistryState {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseRegistryState> {
    return new DatabaseRegistryState(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async get(): Promise<ReadOfSources> {
    const row = await this.db<{
      refreshed_at: Date | string | number;
      errors: string;
    }>('policy_registry_state').first();
    return row
      ? {
          refreshedAt: new Date(row.refreshed_at).toISOString(),
          errors: JSON.parse(row.errors),
        }
      : { errors: [] };
  }

  async set({ refreshedAt, errors }: Required<ReadOfSources>): Promise<void> {
    await this.db('policy_registry_state')
      .insert({
        id: 1,
        refreshed_at: new Date(refreshedAt),
        errors: JSON.stringify(errors),
      })
      .onConflict('id')
      .merge();
  }
}
