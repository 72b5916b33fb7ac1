import { randomUUID } from 'crypto';
import { DatabaseService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  ChangeComment,
  ChangePush,
  ChangeState,
  CheckCounts,
  CheckName,
  CheckState,
  HistoryEntry,
  OPEN_CHANGE_STATES,
  shortRevision,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { HistoryRow, insertHistory, toHistory } from '../history/insertHistory';
import { PORTAL_SOURCE, portalLocation } from '../registry/portalSource';
import {
  ChangeQuery,
  ChangeStore,
  ListedChange,
  NewActive,
  OpenChange,
  Proposal,
  ShadowCounts,
  StoredChange,
  StoredCheck,
  StoredReview,
} from './ChangeStore';

type Time = Date | string | number;

interface ChangeRow {
  id: number;
  set_name: string;
  set_title: string;
  title: string;
  description: string | null;
  state: ChangeState;
  origin: StoredChange['origin'];
  author: string;
  domain: string;
  owner: string;
  base_revision: string | null;
  revision: string;
  requirements: string;
  version: number;
  created_at: Time;
  updated_at: Time;
  shadow_since: Time | null;
  replaced_revision: string | null;
  published_at: Time | null;
  published_by: string | null;
}

interface CheckRow {
  change_id: number;
  name: CheckName;
  revision: string;
  state: CheckState;
  blocking: boolean | number;
  summary: string | null;
  log: string;
  report: string | null;
  runner: string | null;
  heartbeat_ms: string | number | null;
  started_ms: string | number | null;
  duration_ms: number | null;
}

interface ReviewRow {
  id: number;
  change_id: number;
  author: string;
  author_groups: string;
  verdict: 'approve' | 'reject';
  body: string | null;
  revision: string;
  created_at: Time;
}

const MAX_EXAMPLES = 20;
/** Longest log of a check that is kept, in lines. */
const MAX_LOG_LINES = 500;

const QUEUED = {
  state: 'queued' as const,
  runner: null,
  heartbeat_ms: null,
  started_ms: null,
  duration_ms: null,
  summary: null,
  log: '[]',
  report: null,
};

const iso = (time: Time) => new Date(time).toISOString();
const isoOrNone = (time: Time | null) =>
  time === null ? undefined : iso(time);

/** {@link ChangeStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseChangeStore implements ChangeStore {
  static async create(database: DatabaseService): Promise<DatabaseChangeStore> {
    return new DatabaseChangeStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async create({
    proposal,
    title,
    description,
    origin,
    checks,
  }: Parameters<ChangeStore['create']>[0]): Promise<string> {
    return this.db.transaction(async tx => {
      await insertProposed(tx, proposal);
      const now = new Date();
      const [{ id }] = await tx<ChangeRow>('policy_changes').insert(
        {
          ...proposedColumns(proposal),
          set_name: proposal.manifest.metadata.name,
          title,
          description: description ?? null,
          state: 'draft',
          origin,
          author: proposal.author,
          requirements: '[]',
          version: 1,
          created_at: now,
          updated_at: now,
        },
        ['id'],
      );
      await insertPush(tx, id, 1, proposal, now);
      await insertChecks(tx, id, proposal.revision, checks);
      return String(id);
    });
  }

  async push(
    id: string,
    version: number,
    { proposal, state, checks }: Parameters<ChangeStore['push']>[2],
  ): Promise<void> {
    await this.db.transaction(async tx => {
      await insertProposed(tx, proposal);
      await write(tx, id, version, {
        ...proposedColumns(proposal),
        state,
        shadow_since: null,
        requirements: '[]',
      });
      const last = await tx('policy_change_pushes')
        .where({ change_id: id })
        .max('number as number')
        .first();
      await insertPush(
        tx,
        Number(id),
        Number(last?.number ?? 0) + 1,
        proposal,
        new Date(),
      );
      await tx('policy_change_checks').where({ change_id: id }).delete();
      await tx('policy_shadow_counts').where({ change_id: id }).delete();
      await insertChecks(tx, Number(id), proposal.revision, checks);
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
    const row = await this.db<ChangeRow>('policy_changes')
      .where({ id: Number(id) })
      .first();
    return row && toChange(row);
  }

  async list(query: ChangeQuery) {
    const before =
      query.cursor === undefined ? undefined : Number(query.cursor);
    if (before !== undefined && !(Number.isInteger(before) && before > 0)) {
      throw new InputError(
        `cursor '${query.cursor}' is not valid; pass 'nextCursor' of the page before`,
      );
    }
    const matching = (withStates: boolean) => {
      const rows = this.db<ChangeRow>('policy_changes');
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
    const found = (await rows.select()) as ChangeRow[];
    const page = found.slice(0, query.limit);
    const checks = await this.countChecks(page.map(({ id }) => id));
    return {
      items: page.map(
        (row): ListedChange => ({
          ...toChange(row),
          checks: checks.get(row.id) ?? noCounts(),
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
      author: row.author,
      createdAt: iso(row.created_at),
    }));
  }

  async listOpen(): Promise<OpenChange[]> {
    const rows = await this.db<ChangeRow>('policy_changes')
      .whereIn('state', [...OPEN_CHANGE_STATES])
      .orderBy('id', 'desc')
      .select('id', 'set_name', 'state');
    const failed = await this.db<CheckRow>('policy_change_checks')
      .whereIn('state', ['failed', 'error', 'cancelled'])
      .distinct('change_id');
    const failing = new Set(failed.map(({ change_id }) => change_id));
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

  async listChecks(id: string): Promise<StoredCheck[]> {
    const rows = await this.db<CheckRow>('policy_change_checks')
      .where({ change_id: Number(id) })
      .select();
    return rows.map(toCheck);
  }

  async requeueChecks(id: string, names?: CheckName[]): Promise<void> {
    const rows = this.db<CheckRow>('policy_change_checks').where({
      change_id: Number(id),
    });
    if (names) {
      rows.whereIn('name', names);
    }
    await rows.update(QUEUED);
  }

  async cancelChecks(id: string): Promise<number> {
    return this.db<CheckRow>('policy_change_checks')
      .where({ change_id: Number(id) })
      .whereIn('state', ['queued', 'running'])
      .update({
        state: 'cancelled',
        summary: 'Cancelled; run it again before publishing.',
        runner: null,
      });
  }

  async claimCheck(runner: string, staleMs: number) {
    for (;;) {
      const now = Date.now();
      const next = await this.db<CheckRow>('policy_change_checks')
        .where({ state: 'queued' })
        .orWhere(stale =>
          stale
            .where({ state: 'running' })
            .where('heartbeat_ms', '<', now - staleMs),
        )
        .orderBy('change_id')
        .first();
      if (!next) {
        return undefined;
      }
      // Whoever changes the row first has it.
      const taken = await this.db<CheckRow>('policy_change_checks')
        .where({
          change_id: next.change_id,
          name: next.name,
          revision: next.revision,
          state: next.state,
        })
        .where(row =>
          next.heartbeat_ms === null
            ? row.whereNull('heartbeat_ms')
            : row.where({ heartbeat_ms: next.heartbeat_ms }),
        )
        .update({
          state: 'running',
          runner,
          heartbeat_ms: now,
          started_ms: now,
          duration_ms: null,
          summary: null,
          log: '[]',
          report: null,
        });
      if (taken) {
        return {
          change: String(next.change_id),
          name: next.name,
          revision: next.revision,
        };
      }
    }
  }

  async reportCheck(
    runner: string,
    check: { change: string; name: CheckName; revision: string },
    progress: Parameters<ChangeStore['reportCheck']>[2],
  ): Promise<boolean> {
    const { state, summary, log, report, durationMs } = progress;
    const written = await this.db<CheckRow>('policy_change_checks')
      .where({
        change_id: Number(check.change),
        name: check.name,
        revision: check.revision,
        state: 'running',
        runner,
      })
      .update({
        state,
        heartbeat_ms: Date.now(),
        ...(summary === undefined ? {} : { summary }),
        ...(log === undefined
          ? {}
          : { log: JSON.stringify(log.slice(0, MAX_LOG_LINES)) }),
        ...(report === undefined ? {} : { report: JSON.stringify(report) }),
        ...(durationMs === undefined
          ? {}
          : { duration_ms: Math.round(durationMs) }),
      });
    return written > 0;
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
    const rows = await this.db<ChangeRow>('policy_changes')
      .whereNotNull('shadow_since')
      .whereIn('state', ['in-review', 'approved'])
      .select();
    return rows.map(toChange);
  }

  async addShadowCounts(id: string, counts: ShadowCounts): Promise<void> {
    await this.db.transaction(async tx => {
      const rows = tx('policy_shadow_counts').where({ change_id: Number(id) });
      const row = await (tx.client.config.client === 'pg'
        ? rows.clone().forUpdate().first()
        : rows.clone().first());
      if (!row) {
        await tx('policy_shadow_counts')
          .insert({
            change_id: Number(id),
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

  async getShadowCounts(id: string): Promise<ShadowCounts | undefined> {
    const row = await this.db('policy_shadow_counts')
      .where({ change_id: Number(id) })
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

  private async countChecks(ids: number[]): Promise<Map<number, CheckCounts>> {
    const rows = await this.db<CheckRow>('policy_change_checks')
      .whereIn('change_id', ids)
      .select('change_id', 'state');
    const counts = new Map<number, CheckCounts>();
    for (const { change_id, state } of rows) {
      const known = counts.get(change_id) ?? noCounts();
      known[kindOf(state)]++;
      counts.set(change_id, known);
    }
    return counts;
  }
}

/** How a check counts in sums. */
export function kindOf(state: CheckState): keyof CheckCounts {
  switch (state) {
    case 'queued':
    case 'running':
      return 'pending';
    case 'passed':
    case 'skipped':
      return 'passed';
    default:
      return 'failed';
  }
}

function noCounts(): CheckCounts {
  return { pending: 0, passed: 0, failed: 0 };
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
}: Proposal) {
  return {
    set_title: manifest.metadata.title,
    domain,
    owner,
    base_revision: base ?? null,
    revision,
  };
}

async function insertPush(
  tx: Knex.Transaction,
  id: number,
  number: number,
  { revision, base, author }: Proposal,
  at: Date,
): Promise<void> {
  await tx('policy_change_pushes').insert({
    change_id: id,
    number,
    revision,
    base_revision: base ?? null,
    author,
    created_at: at,
  });
}

async function insertChecks(
  tx: Knex.Transaction,
  id: number,
  revision: string,
  checks: Array<Pick<StoredCheck, 'name' | 'blocking'>>,
): Promise<void> {
  await tx('policy_change_checks').insert(
    checks.map(({ name, blocking }) => ({
      ...QUEUED,
      change_id: id,
      name,
      revision,
      blocking,
    })),
  );
}

/** Writes a change if nobody did since. */
async function write(
  tx: Knex.Transaction,
  id: string,
  version: number,
  values: Partial<Omit<ChangeRow, 'id' | 'version' | 'updated_at'>>,
): Promise<void> {
  const written = await tx<ChangeRow>('policy_changes')
    .where({ id: Number(id), version })
    .update({ ...values, version: version + 1, updated_at: new Date() });
  if (written) {
    return;
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

/** A check that was queued again since it was looked at holds a publication up. */
async function expectPassed(
  tx: Knex.Transaction,
  { id, revision }: StoredChange,
): Promise<void> {
  const open = await tx<CheckRow>('policy_change_checks')
    .where({ change_id: Number(id), blocking: true })
    .where(row =>
      row.whereNotIn('state', ['passed', 'skipped']).orWhereNot({ revision }),
    )
    .first('name');
  if (open) {
    throw new ConflictError(
      `check '${open.name}' of change ${id} did not pass; publish when it has`,
    );
  }
}

async function switchActive(
  tx: Knex.Transaction,
  options: {
    set: string;
    from?: string;
    to: string;
    active: NewActive;
    changeId: number | null;
    at: Date;
  },
): Promise<void> {
  const { set, from, to, active, changeId, at } = options;
  const values = {
    manifest: JSON.stringify(active.manifest),
    active_revision: to,
    activated_at: at,
    // Where the source holds the same, it leads again.
    active_change: tx.raw(
      'case when seen_revision = ? then null else cast(? as integer) end',
      [to, changeId],
    ),
    diagnostics: JSON.stringify(active.diagnostics),
    case_results: JSON.stringify(active.caseResults),
    generation: randomUUID(),
  };
  await tx('policy_revisions')
    .where({ set_name: set, revision: to })
    .update({ proposed: false });
  if (from !== undefined) {
    const switched = await tx('policy_sets')
      .where({ name: set, active_revision: from })
      .update(values);
    if (!switched) {
      throw new ConflictError(
        `the active revision of policy set '${set}' is not ${shortRevision(
          from,
        )} any more; rebase the change on the one that is active now`,
      );
    }
    return;
  }
  const inserted = await tx('policy_sets')
    .insert({
      ...values,
      active_change: changeId,
      name: set,
      source: PORTAL_SOURCE,
      location: portalLocation(set),
      seen_revision: null,
    })
    .onConflict('name')
    .ignore()
    .returning('name');
  if (!inserted.length) {
    throw new ConflictError(
      `a policy set '${set}' came into being meanwhile; give the new set another name, or rebase the change on it`,
    );
  }
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
    revision: row.revision,
    createdAt: iso(row.created_at),
  }));
}

function toChange(row: ChangeRow): StoredChange {
  return {
    id: String(row.id),
    set: row.set_name,
    setTitle: row.set_title,
    title: row.title,
    description: row.description ?? undefined,
    state: row.state,
    origin: row.origin,
    author: row.author,
    domain: row.domain,
    owner: row.owner,
    base: row.base_revision ?? undefined,
    revision: row.revision,
    requirements: JSON.parse(row.requirements),
    version: row.version,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    shadowSince: isoOrNone(row.shadow_since),
    replaced: row.replaced_revision ?? undefined,
    publishedAt: isoOrNone(row.published_at),
    publishedBy: row.published_by ?? undefined,
  };
}

function toCheck(row: CheckRow): StoredCheck {
  return {
    name: row.name,
    revision: row.revision,
    state: row.state,
    blocking: Boolean(row.blocking),
    summary: row.summary ?? undefined,
    log: JSON.parse(row.log),
    report: row.report === null ? undefined : JSON.parse(row.report),
    startedAt:
      row.started_ms === null ? undefined : iso(Number(row.started_ms)),
    durationMs: row.duration_ms ?? undefined,
  };
}
