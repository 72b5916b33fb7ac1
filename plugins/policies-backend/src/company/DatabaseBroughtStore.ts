import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { BroughtStore, PublishedBrought } from './BroughtStore';

/** {@link BroughtStore} over the history of sets and what was frozen with the pushes of changes. */
export class DatabaseBroughtStore implements BroughtStore {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseBroughtStore> {
    return new DatabaseBroughtStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async listPublished(): Promise<PublishedBrought[]> {
    const published = (await this.db('policy_history as switch')
      .join('policy_changes as change', 'change.id', 'switch.change_id')
      .where('switch.kind', 'published')
      .whereNotNull('change.brings')
      .select(
        'switch.set_name as set',
        'switch.revision as revision',
        'change.brings as brings',
      )) as Array<{ set: string; revision: string; brings: string }>;
    const brings = new Map(
      published.map(row => [keyOf(row.set, row.revision), row.brings]),
    );
    const switches = (await this.db('policy_history')
      .whereIn('set_name', [...new Set(published.map(({ set }) => set))])
      .whereIn('kind', ['published', 'rolled-back'])
      .orderBy(['at', 'set_name', 'sequence'])
      .select('set_name as set', 'revision')) as Array<{
      set: string;
      revision: string;
    }>;
    return switches.flatMap(({ set, revision }) => {
      const text = brings.get(keyOf(set, revision));
      return text === undefined ? [] : [{ set, brought: JSON.parse(text) }];
    });
  }
}

function keyOf(set: string, revision: string): string {
  return JSON.stringify([set, revision]);
}
