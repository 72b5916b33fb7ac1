import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { AnswerStore, KeptAnswer } from './AnswerStore';

const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

interface AnswerRow {
  key: string;
  answer: string;
  created_ms: number | string;
}

/** {@link AnswerStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseAnswerStore implements AnswerStore {
  static async create(database: DatabaseService): Promise<DatabaseAnswerStore> {
    return new DatabaseAnswerStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async find(key: string): Promise<KeptAnswer | undefined> {
    const row = await this.rows().where({ key }).first('answer');
    return row && JSON.parse(row.answer);
  }

  async save(key: string, answer: KeptAnswer): Promise<void> {
    await this.rows()
      .insert({ key, answer: JSON.stringify(answer), created_ms: Date.now() })
      .onConflict('key')
      .ignore();
  }

  async prune(): Promise<void> {
    await this.rows()
      .where('created_ms', '<', Date.now() - KEPT_MS)
      .delete();
  }

  private rows() {
    return this.db<AnswerRow>('policy_proof_answers');
  }
}
