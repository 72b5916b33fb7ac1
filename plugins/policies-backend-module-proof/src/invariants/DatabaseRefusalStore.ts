import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Refusal, RefusalStore } from './RefusalStore';

/** Longer than anybody leaves a refused revision in a source, or rolls back to one. */
const KEPT_MS = 2 * 365 * 24 * 60 * 60 * 1_000;

interface RefusalRow {
  set: string;
  revision: string;
  invariant: string;
  counterexample: string;
  seen_ms: number | string;
}

/** {@link RefusalStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseRefusalStore implements RefusalStore {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseRefusalStore> {
    return new DatabaseRefusalStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async list(of: { set: string; revision: string }): Promise<Refusal[]> {
    const rows = await this.rows()
      .where(of)
      .select('invariant', 'counterexample');
    return rows.map(({ invariant, counterexample }) => ({
      invariant,
      counterexample: JSON.parse(counterexample),
    }));
  }

  async save(
    of: { set: string; revision: string },
    refusals: Refusal[],
  ): Promise<void> {
    for (const { invariant, counterexample } of refusals) {
      await this.rows()
        .insert({
          ...of,
          invariant,
          counterexample: JSON.stringify(counterexample),
          seen_ms: Date.now(),
        })
        .onConflict(['set', 'revision', 'invariant'])
        .merge();
    }
  }

  async prune(): Promise<void> {
    await this.rows()
      .where('seen_ms', '<', Date.now() - KEPT_MS)
      .delete();
  }

  private rows() {
    return this.db<RefusalRow>('policy_proof_refusals');
  }
}
