import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Deployments } from '@internal/plugin-policies-node';
import { BroughtStore, PublishedBrought } from './BroughtStore';

/** {@link BroughtStore} over the history of sets and what was frozen with the pushes of changes. */
export class DatabaseBroughtStore implements BroughtStore {
  static async create(
    database: DatabaseService,
    deployments: Deployments,
  ): Promise<DatabaseBroughtStore> {
    return new DatabaseBroughtStore(await database.getClient(), deployments);
  }

  private constructor(
    private readonly db: Knex,
    private readonly deployments: Deployments,
  ) {}

  async listPublished(): Promise<PublishedBrought[]> {
    const changes = await this.db<ChangeRow>('policy_changes')
      .whereNotNull('brings')
      .select('id', 'set_name', 'brings');
    const byChange = new Map(
      changes.map(({ id, brings }) => [String(id), brings]),
    );
    const switches = await this.deployments.listSwitches([
      ...new Set(changes.map(({ set_name }) => set_name)),
    ]);
    const brings = new Map<string, string>();
    for (const { set, revision, change } of switches) {
      const text = change === undefined ? undefined : byChange.get(change);
      if (text !== undefined) {
        brings.set(keyOf(set, revision), text);
      }
    }
    return switches.flatMap(({ set, revision }) => {
      const text = brings.get(keyOf(set, revision));
      return text === undefined ? [] : [{ set, brought: JSON.parse(text) }];
    });
  }
}

interface ChangeRow {
  id: number;
  set_name: string;
  brings: string;
}

function keyOf(set: string, revision: string): string {
  return JSON.stringify([set, revision]);
}
