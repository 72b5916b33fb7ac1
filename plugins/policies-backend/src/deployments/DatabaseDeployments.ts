import { randomUUID } from 'crypto';
import { DatabaseService } from '@backstage/backend-plugin-api';
import {
  HistoryEntry,
  PolicyFile,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import {
  Activation,
  Deployments,
  StoredSet,
  Switch,
} from '@internal/plugin-policies-node';
import { HistoryRow, toHistory } from './historyRow';
import {
  publishedBefore,
  RefusedActivation,
  registerRevision,
} from './registerRevision';
import { contentOf, RevisionRow, SetRow, upsertSet } from './setRow';
import { switchRevision } from './switchRevision';
import { freeTypes, listTypes } from './typeOwners';

/** Bound of names in one `where in`, below SQLite's limit of variables. */
const CHUNK = 200;

/** {@link Deployments} in the plugin's database: SQLite or Postgres. */
export class DatabaseDeployments implements Deployments {
  static async create(database: DatabaseService): Promise<DatabaseDeployments> {
    return new DatabaseDeployments(await database.getClient());
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
      const chunk = names.slice(start, start + CHUNK);
      const rows = await this.db<SetRow>('policy_sets')
        .whereIn('name', chunk)
        .select();
      const types = await listTypes(this.db, chunk);
      sets.push(...rows.map(row => toStoredSet(row, types.get(row.name))));
    }
    return sets;
  }

  async activate(
    set: Parameters<Deployments['activate']>[0],
    content: { revision: string; files: PolicyFile[] },
  ): Promise<Activation> {
    try {
      await this.db.transaction(tx => registerRevision(tx, set, content));
      return { outcome: 'active' };
    } catch (error) {
      if (error instanceof RefusedActivation) {
        return error.activation;
      }
      throw error;
    }
  }

  async switch(options: Switch): Promise<HistoryEntry> {
    return this.db.transaction(async tx => {
      const entry = await switchRevision(tx, options);
      await options.within?.(tx, entry);
      return entry;
    });
  }

  async listHistory(set: string): Promise<HistoryEntry[]> {
    const rows = await this.db<HistoryRow>('policy_history')
      .where({ set_name: set })
      .orderBy('sequence', 'desc')
      .select();
    return rows.map(toHistory);
  }

  async listSwitches(sets: string[]): Promise<HistoryEntry[]> {
    const rows = await this.db<HistoryRow>('policy_history')
      .whereIn('set_name', sets)
      .whereIn('kind', ['published', 'rolled-back'])
      .orderBy(['at', 'set_name', 'sequence'])
      .select();
    return rows.map(toHistory);
  }

  async findPublished(name: string): Promise<string | undefined> {
    return publishedBefore(this.db, name);
  }

  async markSeen(
    { name, source, location }: Pick<StoredSet, 'name' | 'source' | 'location'>,
    seenRevision: string,
  ): Promise<void> {
    await this.db<SetRow>('policy_sets').where({ name }).update({
      source,
      location,
      seen_revision: seenRevision,
      diagnostics: '[]',
      generation: randomUUID(),
    });
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
        led_by: current?.led_by ?? 'source',
        case_results: current?.case_results ?? '[]',
      });
    });
  }

  async remove(name: string): Promise<boolean> {
    return this.db.transaction(async tx => {
      const removed = await tx<SetRow>('policy_sets')
        .where({ name })
        .where({ led_by: 'source' })
        .delete();
      if (removed) {
        await freeTypes(tx, name);
      }
      return removed > 0;
    });
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

  private async activeRevision(set: string): Promise<string | undefined> {
    const row = await this.db<SetRow>('policy_sets')
      .where({ name: set })
      .first('active_revision');
    return row?.active_revision ?? undefined;
  }
}

function toStoredSet(row: SetRow, decides: string[] = []): StoredSet {
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
    ledBy: row.led_by,
    seenRevision: row.seen_revision ?? undefined,
    diagnostics: JSON.parse(row.diagnostics),
    caseResults: JSON.parse(row.case_results),
    decides,
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
