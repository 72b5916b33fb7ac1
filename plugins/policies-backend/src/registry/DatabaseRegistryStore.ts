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
import {
  Activation,
  RegistryState,
  RegistryStore,
  StoredSet,
} from './RegistryStore';
import { freeTypes, listTypes, takeTypes } from './typeOwners';

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

/** Thrown in a transaction to undo it. */
class RefusedActivation extends Error {
  constructor(readonly activation: Activation) {
    super(activation.outcome);
  }
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
    set: Parameters<RegistryStore['activate']>[0],
    content: { revision: string; files: PolicyFile[] },
  ): Promise<Activation> {
    try {
      await this.db.transaction(tx => activateIn(tx, set, content));
      return { outcome: 'active' };
    } catch (error) {
      if (error instanceof RefusedActivation) {
        return error.activation;
      }
      throw error;
    }
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
        case_results: current?.case_results ?? '[]',
      });
    });
  }

  async remove(name: string): Promise<boolean> {
    return this.db.transaction(async tx => {
      const removed = await tx<SetRow>('policy_sets')
        .where({ name })
        .whereNull('active_change')
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

async function activateIn(
  tx: Knex.Transaction,
  set: Parameters<RegistryStore['activate']>[0],
  { revision, files }: { revision: string; files: PolicyFile[] },
): Promise<void> {
  const now = new Date();
  const current = await lockSet(tx, set.name);
  const same = current?.active_revision === revision;
  if (!same) {
    await expectUnled(tx, set, current);
    await expectApproved(tx, set, revision, current);
  }
  const taken = await takeTypes(tx, set.name, set.manifest.spec.resourceTypes);
  if (taken) {
    throw new RefusedActivation({ outcome: 'type-taken', ...taken });
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
  const leads = !current?.active_change || (await ledBefore(tx, set));
  await upsertSet(tx, {
    ...contentOf(set),
    active_revision: revision,
    activated_at: same ? current.activated_at : now,
    active_change: leads ? null : current.active_change,
    case_results: JSON.stringify(set.caseResults),
  });
  await tx('policy_source_proposals').where({ set_name: set.name }).delete();
  if (!same) {
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
}

/**
 * A change leads neither the set nor another one of this place. What the place held before under
 * another name, and its source leads, is this set renamed.
 */
async function expectUnled(
  tx: Knex.Transaction,
  { name, location }: Pick<StoredSet, 'name' | 'location'>,
  current: SetRow | undefined,
): Promise<void> {
  const place = tx<SetRow>('policy_sets')
    .where({ location })
    .whereNot({ name });
  const others = await forUpdate(tx, place.select());
  const led = [current, ...others].find(row => row?.active_change);
  if (led) {
    throw new RefusedActivation({ outcome: 'led', set: led.name });
  }
  for (const other of others) {
    await tx<SetRow>('policy_sets').where({ name: other.name }).delete();
    await freeTypes(tx, other.name);
  }
}

/** Under a name that a change once published, a source brings nothing new by taking it up again. */
async function expectApproved(
  tx: Knex.Transaction,
  set: Pick<StoredSet, 'name' | 'source' | 'location'>,
  revision: string,
  current: SetRow | undefined,
): Promise<void> {
  const goesOn =
    current?.active_revision &&
    (current.location === set.location || current.source === set.source);
  if (goesOn) {
    return;
  }
  const last = await publishedBefore(tx, set.name);
  if (last !== undefined && last !== revision) {
    throw new RefusedActivation({ outcome: 'unapproved' });
  }
}

/** The revision that was active last, of a set that a change published some time. */
async function publishedBefore(
  db: Knex,
  name: string,
): Promise<string | undefined> {
  const rows = () => db('policy_history').where({ set_name: name });
  const published = await rows().where({ kind: 'published' }).first('revision');
  const last =
    published && (await rows().orderBy('sequence', 'desc').first('revision'));
  return last?.revision;
}

/** Only the source that led a set before a change did gets it back by holding what is active. */
async function ledBefore(
  tx: Knex.Transaction,
  { name, source }: Pick<StoredSet, 'name' | 'source'>,
): Promise<boolean> {
  const entry = await tx('policy_history')
    .where({ set_name: name, kind: 'registered', by: source })
    .first('sequence');
  return entry !== undefined;
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
  const rows = await forUpdate(
    tx,
    tx<SetRow>('policy_sets').where({ name }).select(),
  );
  return rows[0];
}

/** SQLite locks by itself. */
async function forUpdate(
  tx: Knex.Transaction,
  query: Knex.QueryBuilder,
): Promise<SetRow[]> {
  return tx.client.config.client === 'pg' ? query.forUpdate() : query;
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
