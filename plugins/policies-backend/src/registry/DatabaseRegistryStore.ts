import { randomUUID } from 'crypto';
import { DatabaseService } from '@backstage/backend-plugin-api';
import {
  PolicyFile,
  RegistryError,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { insertHistory } from '../history/insertHistory';
import { RegistryState, RegistryStore, StoredSet } from './RegistryStore';

/** Bound of names in one `where in`, below SQLite's limit of variables. */
const CHUNK = 200;

interface SetRow {
  name: string;
  source: string;
  location: string;
  manifest: string;
  active_revision: string | null;
  activated_at: Date | string | number | null;
  active_change: number | null;
  seen_revision: string | null;
  diagnostics: string;
  case_results: string;
  generation: string;
}

interface RevisionRow {
  set_name: string;
  revision: string;
  created_at: Date | string | number;
  location: string;
  file_count: number;
  files: string;
  proposed: boolean;
}

/** {@link RegistryStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseRegistryStore implements RegistryStore {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseRegistryStore> {
    return new DatabaseRegistryStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async listGenerations(): Promise<Map<string, string>> {
    const rows = await this.db<SetRow>('policy_sets').select(
      'name',
      'generation',
    );
    return new Map(rows.map(({ name, generation }) => [name, generation]));
  }

  async getSets(names: string[]): Promise<StoredSet[]> {
    const sets: StoredSet[] = [];
    for (let start = 0; start < names.length; start += CHUNK) {
      const rows = await this.db<SetRow>('policy_sets')
        .whereIn('name', names.slice(start, start + CHUNK))
        .select();
      sets.push(...rows.map(toStoredSet));
    }
    return sets;
  }

  async activate(
    set: Parameters<RegistryStore['activate']>[0],
    { revision, files }: { revision: string; files: PolicyFile[] },
  ): Promise<boolean> {
    const now = new Date();
    return this.db.transaction(async tx => {
      const current = await lockSet(tx, set.name);
      const others =
        current?.active_change && current.active_revision !== revision;
      if (others) {
        return false;
      }
      await tx<RevisionRow>('policy_revisions')
        .insert({
          set_name: set.name,
          revision,
          created_at: now,
          location: set.location,
          file_count: files.length,
          files: JSON.stringify(files),
          proposed: false,
        })
        .onConflict(['set_name', 'revision'])
        .merge({ proposed: false });
      await upsertSet(tx, {
        ...contentOf(set),
        active_revision: revision,
        activated_at:
          current?.active_revision === revision ? current.activated_at : now,
        active_change: null,
        case_results: JSON.stringify(set.caseResults),
      });
      if (current?.active_revision !== revision) {
        await insertHistory(tx, {
          set_name: set.name,
          kind: 'registered',
          revision,
          previous_revision: current?.active_revision ?? null,
          at: now,
          by: set.source,
          reason: null,
          change_id: null,
        });
      }
      return true;
    });
  }

  async markSeen(name: string, seenRevision: string): Promise<void> {
    await this.db<SetRow>('policy_sets')
      .where({ name })
      .update({ seen_revision: seenRevision, generation: randomUUID() });
  }

  async markBroken(
    set: Pick<
      StoredSet,
      | 'name'
      | 'source'
      | 'location'
      | 'manifest'
      | 'seenRevision'
      | 'diagnostics'
    >,
  ): Promise<void> {
    await this.db.transaction(async tx => {
      const current = await tx<SetRow>('policy_sets')
        .where({ name: set.name })
        .first();
      await upsertSet(tx, {
        ...contentOf(set),
        manifest: current?.active_revision
          ? current.manifest
          : JSON.stringify(set.manifest),
        active_revision: current?.active_revision ?? null,
        activated_at: current?.activated_at ?? null,
        active_change: current?.active_change ?? null,
        case_results: current?.case_results ?? '[]',
      });
    });
  }

  async remove(name: string): Promise<void> {
    await this.db<SetRow>('policy_sets').where({ name }).delete();
  }

  async listRevisions(set: string): Promise<RevisionSummary[]> {
    const rows = await this.db<RevisionRow>('policy_revisions')
      .where({ set_name: set, proposed: false })
      .orderBy('created_at', 'desc')
      .select('set_name', 'revision', 'created_at', 'location', 'file_count');
    const active = await this.activeRevision(set);
    return rows.map(row => toRevision(row, active));
  }

  async getRevision(
    set: string,
    revision: string,
  ): Promise<RevisionDetail | undefined> {
    const row = await this.db<RevisionRow>('policy_revisions')
      .where({ set_name: set, revision })
      .first();
    return (
      row && {
        ...toRevision(row, await this.activeRevision(set)),
        files: JSON.parse(row.files),
      }
    );
  }

  async getState(): Promise<RegistryState> {
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

  async setState(state: {
    refreshedAt: string;
    errors: RegistryError[];
  }): Promise<void> {
    await this.db('policy_registry_state')
      .insert({
        id: 1,
        refreshed_at: new Date(state.refreshedAt),
        errors: JSON.stringify(state.errors),
      })
      .onConflict('id')
      .merge();
  }

  private async activeRevision(set: string): Promise<string | undefined> {
    const row = await this.db<SetRow>('policy_sets')
      .where({ name: set })
      .first('active_revision');
    return row?.active_revision ?? undefined;
  }
}

function contentOf(
  set: Pick<
    StoredSet,
    'name' | 'source' | 'location' | 'manifest' | 'seenRevision' | 'diagnostics'
  >,
) {
  return {
    name: set.name,
    source: set.source,
    location: set.location,
    manifest: JSON.stringify(set.manifest),
    seen_revision: set.seenRevision ?? null,
    diagnostics: JSON.stringify(set.diagnostics),
  };
}

/** Reads the row of a set so that nobody writes it until the transaction ends. */
async function lockSet(
  tx: Knex.Transaction,
  name: string,
): Promise<SetRow | undefined> {
  const row = tx<SetRow>('policy_sets').where({ name }).first();
  return tx.client.config.client === 'pg' ? row.forUpdate() : row;
}

async function upsertSet(
  tx: Knex.Transaction,
  row: Omit<SetRow, 'generation'>,
): Promise<void> {
  await tx('policy_sets')
    .insert({ ...row, generation: randomUUID() })
    .onConflict('name')
    .merge();
}

function toStoredSet(row: SetRow): StoredSet {
  return {
    name: row.name,
    source: row.source,
    location: row.location,
    manifest: JSON.parse(row.manifest),
    activeRevision: row.active_revision ?? undefined,
    activatedAt:
      row.activated_at === null
        ? undefined
        : new Date(row.activated_at).toISOString(),
    activeChange:
      row.active_change === null ? undefined : String(row.active_change),
    seenRevision: row.seen_revision ?? undefined,
    diagnostics: JSON.parse(row.diagnostics),
    caseResults: JSON.parse(row.case_results),
    generation: row.generation,
  };
}

function toRevision(
  row: Omit<RevisionRow, 'files' | 'proposed'>,
  active: string | undefined,
): RevisionSummary {
  return {
    set: row.set_name,
    revision: row.revision,
    createdAt: new Date(row.created_at).toISOString(),
    active: row.revision === active,
    source: row.location,
    fileCount: row.file_count,
  };
}
