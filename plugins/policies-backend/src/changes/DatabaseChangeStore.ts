import { DatabaseService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  ChangeComment,
  ChangePush,
  ChangeState,
  HistoryEntry,
  OPEN_CHANGE_STATES,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { HistoryRow, insertHistory, toHistory } from '../history/insertHistory';
import { ChangeRow, iso, SelectedChange, Time, toChange } from './changeRow';
import {
  ChangeQuery,
  ChangeStore,
  ListedChange,
  NewActive,
  NewChange,
  OpenChange,
  Proposal,
  StoredChange,
  StoredReview,
} from './ChangeStore';
import { countChecks } from './checks/countChecks';
import {
  countChecksOf,
  expectPassed,
  listFailing,
  replaceChecks,
} from './checks/DatabaseCheckQueue';
import { switchActive } from './switchActive';

interface ReviewRow {
  id: number;
  change_id: number;
  author: string;
  author_groups: string;
  verdict: 'approve' | 'reject';
  body: string | null;
  push: number | null;
  base_revision: string | null;
  revision: string;
  created_at: Time;
}

/** {@link ChangeStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseChangeStore implements ChangeStore {
  static async create(database: DatabaseService): Promise<DatabaseChangeStore> {
    return new DatabaseChangeStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async create(change: NewChange): Promise<string> {
    return this.db.transaction(tx => insertChange(tx, change, 'draft'));
  }

  async createFromSource(change: NewChange): Promise<string | undefined> {
    return this.db.transaction(async tx =>
      (await noteSource(tx, change.proposal))
        ? insertChange(tx, change, 'in-review')
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
      const { set_name, title, description } = await write(tx, id, version, {
        ...proposedColumns(proposal),
        state,
        shadow_since: null,
        requirements: '[]',
      });
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
      const { set_name, revision, base_revision } = await write(
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
      await write(tx, id, version, {
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

  async list(query: ChangeQuery) {
    const before =
      query.cursor === undefined ? undefined : Number(query.cursor);
    // Ids are whole numbers of 32 bits in Postgres.
    const isId = (id: number) =>
      Number.isInteger(id) && id > 0 && id < 2_147_483_648;
    if (before !== undefined && !isId(before)) {
      throw new InputError(
        `cursor '${query.cursor}' is not valid; pass 'nextCursor' of the page before`,
      );
    }
    const matching = (withStates: boolean) => {
      const rows = selectChanges(this.db);
      for (const [column, value] of [
        ['set_name', query.set],
        ['domain', query.domain],
        ['owner', query.owner],
        ['author', query.author],
      ] as const) {
        if (value !== undefined) {
          rows.where(column, value);
        }
      }
      if (query.query) {
        const like = `%${query.query
          .toLowerCase()
          .replace(/[%_\\]/g, '\\$&')}%`;
        rows.whereRaw(
          `(lower(title) like ? escape '\\' or set_name like ? escape '\\' or lower(set_title) like ? escape '\\')`,
          [like, like, like],
        );
      }
      if (withStates && query.states?.length) {
        rows.whereIn('state', query.states);
      }
      return rows;
    };
    const counts = await matching(false)
      .clearSelect()
      .groupBy('state')
      .select('state')
      .count('* as count');
    const states: Partial<Record<ChangeState, number>> = {};
    for (const { state, count } of counts as unknown as Array<{
      state: ChangeState;
      count: string | number;
    }>) {
      states[state] = Number(count);
    }
    const wanted = query.states?.length
      ? query.states
      : (Object.keys(states) as ChangeState[]);
    const rows = matching(true)
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    if (before !== undefined) {
      rows.where('id', '<', before);
    }
    const found: SelectedChange[] = await rows;
    const page = found.slice(0, query.limit);
    const checks = await countChecksOf(
      this.db,
      page.map(({ id }) => id),
    );
    return {
      items: page.map(
        (row): ListedChange => ({
          ...toChange(row),
          checks: checks.get(row.id) ?? countChecks([]),
        }),
      ),
      total: wanted.reduce((sum, state) => sum + (states[state] ?? 0), 0),
      nextCursor:
        found.length > page.length
          ? String(page[page.length - 1].id)
          : undefined,
      states,
    };
  }

  async listPushes(id: string): Promise<ChangePush[]> {
    const rows = await this.db('policy_change_pushes')
      .where({ change_id: id })
      .orderBy('number')
      .select();
    return rows.map(row => ({
      number: row.number,
      revision: row.revision,
      base: row.base_revision ?? undefined,
      title: row.title ?? undefined,
      description: row.description ?? undefined,
      author: row.author,
      authors: authorsOf(row),
      createdAt: iso(row.created_at),
    }));
  }

  async listOpen(): Promise<OpenChange[]> {
    const rows = await this.db<ChangeRow>('policy_changes')
      .whereIn('state', [...OPEN_CHANGE_STATES])
      .orderBy('id', 'desc')
      .select('id', 'set_name', 'state');
    const failing = await listFailing(this.db);
    return rows.map(({ id, set_name, state }) => ({
      id: String(id),
      set: set_name,
      state,
      checksFailed: failing.has(id),
    }));
  }

  async listReviews(id: string): Promise<StoredReview[]> {
    return reviewsOf(this.db, id);
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
      await tx('policy_change_reviews').insert({
        change_id: Number(id),
        author: review.author,
        author_groups: JSON.stringify(review.groups),
        verdict: review.verdict,
        body: review.body ?? null,
        push: review.push ?? null,
        base_revision: review.base ?? null,
        revision: review.revision,
        created_at: new Date(),
      });
      const { state, requirements } = settle(await reviewsOf(tx, id));
      await write(tx, id, version, {
        state,
        requirements: JSON.stringify(requirements),
      });
    });
  }

  async listComments(id: string): Promise<ChangeComment[]> {
    const rows = await this.db('policy_change_comments')
      .where({ change_id: id })
      .orderBy('id')
      .select();
    return rows.map(row => ({
      id: String(row.id),
      author: row.author,
      body: row.body,
      file: row.file ?? undefined,
      line: row.line ?? undefined,
      revision: row.revision,
      createdAt: iso(row.created_at),
    }));
  }

  async comment(
    id: string,
    comment: Omit<ChangeComment, 'id' | 'createdAt'>,
  ): Promise<void> {
    await this.db('policy_change_comments').insert({
      change_id: Number(id),
      author: comment.author,
      body: comment.body,
      file: comment.file ?? null,
      line: comment.line ?? null,
      revision: comment.revision,
      created_at: new Date(),
    });
  }

  async publish(
    change: StoredChange,
    active: NewActive,
    by: string,
  ): Promise<HistoryEntry> {
    return this.db.transaction(async tx => {
      const now = new Date();
      await expectPassed(tx, change);
      await switchActive(tx, {
        set: change.set,
        from: change.base,
        to: change.revision,
        active,
        changeId: Number(change.id),
        at: now,
      });
      await write(tx, change.id, change.version, {
        state: 'published',
        replaced_revision: change.base ?? null,
        published_at: now,
        published_by: by,
      });
      return insertHistory(tx, {
        set_name: change.set,
        kind: 'published',
        revision: change.revision,
        previous_revision: change.base ?? null,
        at: now,
        by,
        reason: change.title,
        change_id: Number(change.id),
      });
    });
  }

  async rollBack(
    options: Parameters<ChangeStore['rollBack']>[0],
    active: NewActive,
  ): Promise<HistoryEntry> {
    const { set, from, to, by, reason } = options;
    return this.db.transaction(async tx => {
      const now = new Date();
      const current = await tx('policy_sets')
        .where({ name: set })
        .first('active_change');
      await switchActive(tx, {
        set,
        from,
        to,
        active,
        changeId: current?.active_change ?? null,
        at: now,
      });
      await tx<ChangeRow>('policy_changes')
        .where({ set_name: set, revision: from, state: 'published' })
        .update({
          state: 'rolled-back',
          updated_at: now,
          version: tx.raw('version + 1') as unknown as number,
        });
      return insertHistory(tx, {
        set_name: set,
        kind: 'rolled-back',
        revision: to,
        previous_revision: from,
        at: now,
        by,
        reason,
        change_id: null,
      });
    });
  }

  async listHistory(set: string): Promise<HistoryEntry[]> {
    const rows = await this.db<HistoryRow>('policy_history')
      .where({ set_name: set })
      .orderBy('sequence', 'desc')
      .select();
    return rows.map(toHistory);
  }

  async listShadows(): Promise<StoredChange[]> {
    const rows = await selectChanges(this.db)
      .whereNotNull('shadow_since')
      .whereIn('state', ['in-review', 'approved'])
      .orderBy('shadow_since')
      .orderBy('id');
    return rows.map(toChange);
  }
}

async function insertChange(
  tx: Knex.Transaction,
  { proposal, title, description, origin, checks }: NewChange,
  state: ChangeState,
): Promise<string> {
  await insertProposed(tx, proposal);
  const now = new Date();
  const [{ id }] = await tx<ChangeRow>('policy_changes').insert(
    {
      ...proposedColumns(proposal),
      set_name: proposal.manifest.metadata.name,
      title,
      description: description ?? null,
      state,
      origin,
      author: proposal.author,
      requirements: '[]',
      version: 1,
      created_at: now,
      updated_at: now,
    },
    ['id'],
  );
  const set = proposal.manifest.metadata.name;
  await insertPush(tx, id, { ...proposal, set, title, description }, now);
  await replaceChecks(tx, id, proposal.revision, checks);
  return String(id);
}

/** @returns whether this content of the source is new; of two replicas that ask, one is told so */
async function noteSource(
  tx: Knex.Transaction,
  { manifest, revision }: Proposal,
): Promise<boolean> {
  const note = { set_name: manifest.metadata.name, revision };
  const moved = await tx('policy_source_proposals')
    .where({ set_name: note.set_name })
    .whereNot({ revision })
    .update({ revision });
  if (moved) {
    return true;
  }
  const added = await tx('policy_source_proposals')
    .insert(note)
    .onConflict('set_name')
    .ignore()
    .returning('set_name');
  return added.length > 0;
}

async function insertProposed(
  tx: Knex.Transaction,
  { manifest, revision, files }: Proposal,
): Promise<void> {
  await tx('policy_revisions')
    .insert({
      set_name: manifest.metadata.name,
      revision,
      created_at: new Date(),
      location: 'a change in the portal',
      file_count: files.length,
      files: JSON.stringify(files),
      proposed: true,
    })
    .onConflict(['set_name', 'revision'])
    .ignore();
}

function proposedColumns({
  manifest,
  domain,
  owner,
  base,
  revision,
  brings,
}: Proposal) {
  return {
    set_title: manifest.metadata.title,
    domain,
    owner,
    base_revision: base ?? null,
    revision,
    brings: brings ? JSON.stringify(brings) : null,
  };
}

/** Changes with the number of their last push, read at one moment. */
function selectChanges(
  db: Knex,
): Knex.QueryBuilder<ChangeRow, SelectedChange[]> {
  const push = db('policy_change_pushes')
    .max('number')
    .whereRaw('change_id = policy_changes.id')
    .as('push');
  return db('policy_changes').select('policy_changes.*', push);
}

/** @returns the number of the push */
async function insertPush(
  tx: Knex.Transaction,
  id: number,
  {
    set,
    revision,
    base,
    author,
    otherAuthors = [],
    title,
    description,
  }: Pick<Proposal, 'revision' | 'base' | 'author' | 'otherAuthors'> &
    Pick<StoredChange, 'set' | 'title' | 'description'>,
  at: Date,
): Promise<number> {
  const last = await tx('policy_change_pushes')
    .where({ change_id: id })
    .max('number as number')
    .first();
  const number = Number(last?.number ?? 0) + 1;
  // Whoever proposed the very same files before wrote them as well.
  const before = await tx('policy_change_pushes as push')
    .join('policy_changes as change', 'change.id', 'push.change_id')
    .where('change.set_name', set)
    .where('push.revision', revision)
    .select('push.author as author', 'push.authors as authors');
  await tx('policy_change_pushes').insert({
    change_id: id,
    number,
    revision,
    base_revision: base ?? null,
    title,
    description: description ?? null,
    author,
    authors: JSON.stringify([
      ...new Set([author, ...otherAuthors, ...before.flatMap(authorsOf)]),
    ]),
    created_at: at,
  });
  return number;
}

/** All who wrote what was pushed; of pushes from before that was kept, who pushed it. */
function authorsOf(row: { author: string; authors: string | null }): string[] {
  return row.authors === null ? [row.author] : JSON.parse(row.authors);
}

/** Writes a change if nobody did since, and gives it as it is then. */
async function write(
  tx: Knex.Transaction,
  id: string,
  version: number,
  values: Partial<Omit<ChangeRow, 'id' | 'version' | 'updated_at'>>,
): Promise<ChangeRow> {
  const [written] = await tx<ChangeRow>('policy_changes')
    .where({ id: Number(id), version })
    .update({ ...values, version: version + 1, updated_at: new Date() }, '*');
  if (written) {
    return written;
  }
  const row = await tx<ChangeRow>('policy_changes')
    .where({ id: Number(id) })
    .first('version');
  throw row
    ? new ConflictError(
        `change ${id} was written by someone else meanwhile (you saw version ${version}, it is at ${row.version}); look at it again, then repeat what you did`,
      )
    : new NotFoundError(`there is no change ${id}`);
}

async function reviewsOf(db: Knex, id: string): Promise<StoredReview[]> {
  const rows = await db<ReviewRow>('policy_change_reviews')
    .where({ change_id: Number(id) })
    .orderBy('id')
    .select();
  return rows.map(row => ({
    id: String(row.id),
    author: row.author,
    groups: JSON.parse(row.author_groups),
    verdict: row.verdict,
    body: row.body ?? undefined,
    push: row.push ?? undefined,
    base: row.base_revision ?? undefined,
    revision: row.revision,
    createdAt: iso(row.created_at),
  }));
}
