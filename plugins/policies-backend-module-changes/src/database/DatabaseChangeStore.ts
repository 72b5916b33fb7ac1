import { DatabaseService } from '@backstage/backend-plugin-api';
import {
  ChangeComment,
  ChangePush,
  ChangeState,
  HistoryEntry,
  OPEN_CHANGE_STATES,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import {
  Deployments,
  NewActive,
  OpenChange,
  whereAmong,
} from '@internal/plugin-policies-node';
import {
  ChangeQuery,
  ChangeStore,
  NewChange,
  StoredChange,
  StoredReview,
} from '../ChangeStore';
import { ReadableChanges } from '../rights/ReadableChanges';
import { CheckJobs } from '../checks/CheckJobs';
import { expectPassed, listFailing, replaceChecks } from './checkRows';
import { ChangeRow, toChange } from './changeRow';
import { insertComment, listComments } from './commentRows';
import { listChanges, selectChanges } from './listChanges';
import { restrictChanges } from './restrictChanges';
import {
  insertChange,
  insertProposed,
  noteSource,
  proposedColumns,
} from './proposalRows';
import { insertPush, listPushes } from './pushRows';
import { insertReview, listReviews } from './reviewRows';
import { writeChange } from './writeChange';

/** {@link ChangeStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseChangeStore implements ChangeStore {
  static async create(
    database: DatabaseService,
    deployments: Deployments,
    checkJobs: Pick<CheckJobs, 'replace'>,
    /** Names of checks that hold up whatever was not checked by them. */
    listRequired: () => string[],
  ): Promise<DatabaseChangeStore> {
    return new DatabaseChangeStore(
      await database.getClient(),
      deployments,
      checkJobs,
      listRequired,
    );
  }

  private constructor(
    private readonly db: Knex,
    private readonly deployments: Deployments,
    private readonly checkJobs: Pick<CheckJobs, 'replace'>,
    private readonly listRequired: () => string[],
  ) {}

  async create(change: NewChange): Promise<string> {
    return this.db.transaction(tx => this.open(tx, change, 'draft'));
  }

  async createFromSource(change: NewChange): Promise<string | undefined> {
    return this.db.transaction(async tx =>
      (await noteSource(tx, change.proposal))
        ? this.open(tx, change, 'in-review')
        : undefined,
    );
  }

  async push(
    id: string,
    version: number,
    { proposal, state, checks }: Parameters<ChangeStore['push']>[2],
  ): Promise<void> {
    await this.db.transaction(async tx => {
      await insertProposed(tx, proposal);
      const { set_name, title, description } = await writeChange(
        tx,
        id,
        version,
        {
          ...proposedColumns(proposal),
          state,
          shadow_since: null,
          requirements: '[]',
        },
      );
      await insertPush(
        tx,
        Number(id),
        {
          ...proposal,
          set: set_name,
          title,
          description: description ?? undefined,
        },
        new Date(),
      );
      await tx('policy_shadow_counts').where({ change_id: id }).delete();
      await this.checkJobs.replace(tx, id, proposal.author);
      await replaceChecks(tx, Number(id), proposal.revision, checks);
    });
  }

  async rename(
    id: string,
    version: number,
    { title, description }: Pick<StoredChange, 'title' | 'description'>,
    author: string,
  ): Promise<void> {
    await this.db.transaction(async tx => {
      const { set_name, revision, base_revision } = await writeChange(
        tx,
        id,
        version,
        {
          title,
          description: description ?? null,
        },
      );
      const number = await insertPush(
        tx,
        Number(id),
        {
          set: set_name,
          revision,
          base: base_revision ?? undefined,
          author,
          title,
          description,
        },
        new Date(),
      );
      // The files are the same: what was counted of them stays true.
      await tx('policy_shadow_counts')
        .where({ change_id: Number(id) })
        .update({ push: number });
    });
  }

  async update(
    id: string,
    version: number,
    values: Parameters<ChangeStore['update']>[2],
  ): Promise<void> {
    const { requirements, shadowSince, ...plain } = values;
    await this.db.transaction(async tx => {
      await writeChange(tx, id, version, {
        ...plain,
        ...(requirements ? { requirements: JSON.stringify(requirements) } : {}),
        ...('shadowSince' in values
          ? { shadow_since: shadowSince ? new Date(shadowSince) : null }
          : {}),
      });
    });
  }

  async find(id: string): Promise<StoredChange | undefined> {
    if (!/^\d{1,9}$/.test(id)) {
      return undefined;
    }
    const row = await selectChanges(this.db)
      .where({ id: Number(id) })
      .first();
    return row && toChange(row);
  }

  list(query: ChangeQuery) {
    return listChanges(this.db, query);
  }

  listPushes(id: string): Promise<ChangePush[]> {
    return listPushes(this.db, id);
  }

  async listOpen(readable: ReadableChanges = 'all'): Promise<OpenChange[]> {
    const open = this.db<ChangeRow>('policy_changes')
      .whereIn('state', [...OPEN_CHANGE_STATES])
      .orderBy('id', 'desc')
      .select('id', 'set_name', 'state');
    restrictChanges(this.db, open, readable);
    const rows = await open;
    const failing = await listFailing(this.db);
    return rows.map(({ id, set_name, state }) => ({
      id: String(id),
      set: set_name,
      state,
      checksFailed: failing.has(id),
    }));
  }

  async filterReadable(
    ids: string[],
    readable: ReadableChanges,
  ): Promise<ReadonlySet<string>> {
    const wanted = this.db<ChangeRow>('policy_changes').select('id');
    whereAmong(this.db, wanted, 'cast(policy_changes.id as varchar)', ids);
    restrictChanges(this.db, wanted, readable);
    return new Set((await wanted).map(({ id }) => String(id)));
  }

  async listPublished(): Promise<Array<Pick<StoredChange, 'id' | 'set'>>> {
    const rows = await this.db<ChangeRow>('policy_changes')
      .whereIn('state', ['published', 'rolled-back'])
      .select('id', 'set_name');
    return rows.map(({ id, set_name }) => ({ id: String(id), set: set_name }));
  }

  async listBringing(): Promise<StoredChange[]> {
    const rows = await selectChanges(this.db)
      .whereNotNull('brings')
      .orderBy('id');
    return rows.map(toChange);
  }

  listReviews(id: string): Promise<StoredReview[]> {
    return listReviews(this.db, id);
  }

  async review(
    id: string,
    version: number,
    review: Omit<StoredReview, 'id' | 'createdAt'>,
    settle: (
      reviews: StoredReview[],
    ) => Pick<StoredChange, 'state' | 'requirements'>,
  ): Promise<void> {
    await this.db.transaction(async tx => {
      await insertReview(tx, id, review);
      const { state, requirements } = settle(await listReviews(tx, id));
      await writeChange(tx, id, version, {
        state,
        requirements: JSON.stringify(requirements),
      });
    });
  }

  listComments(id: string): Promise<ChangeComment[]> {
    return listComments(this.db, id);
  }

  comment(
    id: string,
    comment: Omit<ChangeComment, 'id' | 'createdAt'>,
  ): Promise<void> {
    return insertComment(this.db, id, comment);
  }

  async publish(
    change: StoredChange,
    active: NewActive,
    by: string,
  ): Promise<HistoryEntry> {
    return this.deployments.switch({
      set: change.set,
      from: change.base,
      to: change.revision,
      active,
      kind: 'published',
      ledBy: 'portal',
      by,
      reason: change.title,
      change: change.id,
      within: async (tx, { at }) => {
        await expectPassed(tx, change, this.listRequired());
        await writeChange(tx, change.id, change.version, {
          state: 'published',
          replaced_revision: change.base ?? null,
          published_at: new Date(at),
          published_by: by,
        });
      },
    });
  }

  async rollBack(
    options: Parameters<ChangeStore['rollBack']>[0],
    active: NewActive,
  ): Promise<HistoryEntry> {
    const { set, from } = options;
    return this.deployments.switch({
      ...options,
      active,
      kind: 'rolled-back',
      within: async (tx, { at }) => {
        await tx<ChangeRow>('policy_changes')
          .where({ set_name: set, revision: from, state: 'published' })
          .update({
            state: 'rolled-back',
            updated_at: new Date(at),
            version: tx.raw('version + 1') as unknown as number,
          });
      },
    });
  }

  async listShadows(): Promise<StoredChange[]> {
    const rows = await selectChanges(this.db)
      .whereNotNull('shadow_since')
      .whereIn('state', ['in-review', 'approved'])
      .orderBy('shadow_since')
      .orderBy('id');
    return rows.map(toChange);
  }

  private async open(
    tx: Knex.Transaction,
    change: NewChange,
    state: ChangeState,
  ): Promise<string> {
    const id = await insertChange(tx, change, state);
    await this.checkJobs.replace(tx, id, change.proposal.author);
    return id;
  }
}
