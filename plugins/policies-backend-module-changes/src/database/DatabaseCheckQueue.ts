import { DatabaseService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  CheckCounts,
  CheckName,
  CheckState,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { iso } from './changeRow';
import {
  CheckQueue,
  ClaimedCheck,
  NewCheck,
  StoredCheck,
} from '../checks/CheckQueue';
import { countChecks } from '../checks/countChecks';
import { HeartbeatListener } from '../checks/HeartbeatListener';

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

/** {@link CheckQueue} in the plugin's database: SQLite or Postgres. */
export class DatabaseCheckQueue implements CheckQueue {
  static async create(database: DatabaseService): Promise<DatabaseCheckQueue> {
    return new DatabaseCheckQueue(await database.getClient());
  }

  private readonly listener = new HeartbeatListener();

  private constructor(private readonly db: Knex) {}

  async list(id: string): Promise<StoredCheck[]> {
    const rows = await this.db<CheckRow>('policy_change_checks')
      .where({ change_id: Number(id) })
      .select();
    return rows.map(toCheck);
  }

  async requeue(id: string, names?: CheckName[]): Promise<void> {
    const rows = this.db<CheckRow>('policy_change_checks').where({
      change_id: Number(id),
    });
    if (names) {
      rows.whereIn('name', names);
    }
    await rows.update(QUEUED);
  }

  async cancel(id: string): Promise<number> {
    return this.db<CheckRow>('policy_change_checks')
      .where({ change_id: Number(id) })
      .whereIn('state', ['queued', 'running'])
      .update({
        state: 'cancelled',
        summary: 'Cancelled; run it again before publishing.',
        runner: null,
      });
  }

  async claim(
    runner: string,
    staleMs: number,
  ): Promise<ClaimedCheck | undefined> {
    for (;;) {
      const next = await this.findNext(staleMs);
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
          heartbeat_ms: Date.now(),
          started_ms: Date.now(),
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

  async report(
    runner: string,
    check: ClaimedCheck,
    progress: Parameters<CheckQueue['report']>[2],
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

  /** A check that waits, or one whose runner was not heard of for so long. */
  private async findNext(staleMs: number): Promise<CheckRow | undefined> {
    const checks = () =>
      this.db<CheckRow>('policy_change_checks').orderBy('change_id');
    const queued = await checks().where({ state: 'queued' }).first();
    const running = await checks().where({ state: 'running' }).select();
    const silent = this.listener
      .silent(running, staleMs)
      .find(({ change_id }) => !queued || change_id < queued.change_id);
    return silent ?? queued;
  }
}

/** Queues checks of a revision in place of those the change had. */
export async function replaceChecks(
  tx: Knex.Transaction,
  id: number,
  revision: string,
  checks: NewCheck[],
): Promise<void> {
  await tx('policy_change_checks').where({ change_id: id }).delete();
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

/** How the checks of some changes stand; a change without any is left out. */
export async function countChecksOf(
  db: Knex,
  ids: number[],
): Promise<Map<number, CheckCounts>> {
  const rows = await db<CheckRow>('policy_change_checks')
    .whereIn('change_id', ids)
    .select('change_id', 'state');
  const states = new Map<number, CheckState[]>();
  for (const { change_id, state } of rows) {
    states.set(change_id, [...(states.get(change_id) ?? []), state]);
  }
  return new Map([...states].map(([id, of]) => [id, countChecks(of)]));
}

/** Ids of changes of which some check ended and did not pass. */
export async function listFailing(db: Knex): Promise<Set<number>> {
  const failed = await db<CheckRow>('policy_change_checks')
    .whereIn('state', ['failed', 'error', 'cancelled'])
    .distinct('change_id');
  return new Set(failed.map(({ change_id }) => change_id));
}

/** A check that was queued again since it was looked at holds a publication up. */
export async function expectPassed(
  tx: Knex.Transaction,
  { id, revision }: { id: string; revision: string },
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
