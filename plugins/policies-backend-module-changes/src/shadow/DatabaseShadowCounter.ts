import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ShadowCounter, ShadowCounts } from './ShadowCounter';

const MAX_EXAMPLES = 20;

/** {@link ShadowCounter} in the plugin's database: SQLite or Postgres. */
export class DatabaseShadowCounter implements ShadowCounter {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseShadowCounter> {
    return new DatabaseShadowCounter(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async add(id: string, push: number, counts: ShadowCounts): Promise<void> {
    await this.db.transaction(async tx => {
      const rows = tx('policy_shadow_counts').where({ change_id: Number(id) });
      const row = await (tx.client.config.client === 'pg'
        ? rows.clone().forUpdate().first()
        : rows.clone().first());
      if (row?.push > push) {
        return;
      }
      if (row?.push !== push) {
        await tx('policy_shadow_counts')
          .insert({
            change_id: Number(id),
            push,
            compared: counts.compared,
            differed: counts.differed,
            failed: counts.failed,
            examples: JSON.stringify(counts.examples.slice(0, MAX_EXAMPLES)),
          })
          .onConflict('change_id')
          .merge();
        return;
      }
      await rows.update({
        compared: Number(row.compared) + counts.compared,
        differed: Number(row.differed) + counts.differed,
        failed: Number(row.failed) + counts.failed,
        examples: JSON.stringify(
          [...counts.examples, ...JSON.parse(row.examples)].slice(
            0,
            MAX_EXAMPLES,
          ),
        ),
      });
    });
  }

  async get(id: string, push: number): Promise<ShadowCounts | undefined> {
    const row = await this.db('policy_shadow_counts')
      .where({ change_id: Number(id), push })
      .first();
    return (
      row && {
        compared: Number(row.compared),
        differed: Number(row.differed),
        failed: Number(row.failed),
        examples: JSON.parse(row.examples),
      }
    );
  }
}
