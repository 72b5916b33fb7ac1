import { DatabaseService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { CheckState } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { CheckJobs } from '../checks/CheckJobs';
import {
  CheckRun,
  CheckStore,
  NewCheck,
  StoredCheck,
} from '../checks/CheckStore';
import { ChangeRow, iso } from './changeRow';
import {
  CheckRow,
  checkRows,
  insertChecks,
  QUEUED,
  writeBlocking,
} from './checkRows';

/** Longest log of a check that is kept, in lines. */
const MAX_LOG_LINES = 500;

const WAITING: CheckState[] = ['queued', 'running'];

/** Who asks for what nobody asked for. */
const PORTAL = 'plugin:policies';

/*
 * Whoever writes both locks the row of the job before those of its checks, as a job does that writes how it is:
 * in the other order two could wait for each other. The row of the change comes before both, as in a push.
 */

/** {@link CheckStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseCheckStore implements CheckStore {
  static async create(
    database: DatabaseService,
    jobs: CheckJobs,
  ): Promise<DatabaseCheckStore> {
    return new DatabaseCheckStore(await database.getClient(), jobs);
  }

  private constructor(
    private readonly db: Knex,
    private readonly jobs: CheckJobs,
  ) {}

  async list(change: string): Promise<StoredCheck[]> {
    const rows = await checkRows(this.db).where({ change_id: Number(change) });
    return rows.map(toCheck);
  }

  async requeue(
    change: string,
    names: string[] | undefined,
    current: NewCheck[],
    askedBy: string,
  ): Promise<void> {
    const id = Number(change);
    await this.db.transaction(async tx => {
      const revision = await lockRevision(tx, id);
      const rows = await checkRows(tx).where({ change_id: id }).select('name');
      const known = new Set([...rows, ...current].map(({ name }) => name));
      const unknown = names?.find(name => !known.has(name));
      if (unknown !== undefined) {
        throw new InputError(
          `change ${change} has no check '${unknown}'; it has ${[...known]
            .map(name => `'${name}'`)
            .join(', ')}`,
        );
      }
      const wanted = names ?? [...known];
      await this.jobs.repeat(tx, change, askedBy);
      await checkRows(tx)
        .where({ change_id: id })
        .whereIn('name', wanted)
        .update({ ...QUEUED, run: nextRun(tx) });
      await writeBlocking(tx, id, current);
      const added = current.filter(
        ({ name }) =>
          wanted.includes(name) && !rows.some(row => row.name === name),
      );
      await insertChecks(tx, id, revision, added);
    });
  }

  async cancel(change: string): Promise<void> {
    await this.db.transaction(async tx => {
      await this.jobs.cancel(tx, change);
      await checkRows(tx)
        .where({ change_id: Number(change) })
        .whereIn('state', WAITING)
        .update({
          state: 'cancelled',
          summary: 'Cancelled; run it again before publishing.',
          run: nextRun(tx),
        });
    });
  }

  async resume(): Promise<void> {
    const waiting = await checkRows(this.db)
      .whereIn('state', WAITING)
      .distinct('change_id');
    for (const { change_id } of waiting) {
      await this.jobs.ensure(String(change_id), PORTAL);
    }
  }

  async begin(
    tx: Knex.Transaction,
    { change, name, revision }: Parameters<CheckStore['begin']>[1],
  ): Promise<CheckRun | undefined> {
    const [row] = await checkRows(tx)
      .where({ change_id: Number(change), name, revision })
      .whereIn('state', WAITING)
      .update(
        {
          ...QUEUED,
          state: 'running',
          started_ms: Date.now(),
          run: nextRun(tx),
        },
        '*',
      );
    return row && { change, name, run: row.run };
  }

  async tell(
    tx: Knex.Transaction,
    run: CheckRun,
    summary: string,
  ): Promise<boolean> {
    return (await rowOf(tx, run).update({ summary })) > 0;
  }

  async end(
    tx: Knex.Transaction,
    run: CheckRun,
    outcome: Parameters<CheckStore['end']>[2],
  ): Promise<boolean> {
    const { state, summary, log = [], report, asks, durationMs } = outcome;
    const written = await rowOf(tx, run).update({
      state,
      summary,
      log: JSON.stringify(log.slice(0, MAX_LOG_LINES)),
      report: report === undefined ? null : JSON.stringify(report),
      asks: asks?.length ? JSON.stringify(asks) : null,
      duration_ms: Math.round(durationMs),
    });
    return written > 0;
  }

  async abandon(
    tx: Knex.Transaction,
    change: string,
    because: string,
  ): Promise<void> {
    await checkRows(tx)
      .where({ change_id: Number(change) })
      .whereIn('state', WAITING)
      .update({
        state: 'error',
        summary: 'It could not be told; run it again',
        log: JSON.stringify([because]),
        run: nextRun(tx),
      });
  }
}

/** The revision that a change proposes, and goes on proposing until the transaction ends. */
async function lockRevision(tx: Knex.Transaction, id: number): Promise<string> {
  const row = await tx<ChangeRow>('policy_changes')
    .where({ id })
    .forUpdate()
    .first('revision');
  if (!row) {
    throw new NotFoundError(`there is no change ${id}`);
  }
  return row.revision;
}

function rowOf(tx: Knex.Transaction, { change, name, run }: CheckRun) {
  return checkRows(tx).where({
    change_id: Number(change),
    name,
    run,
    state: 'running',
  });
}

function nextRun(tx: Knex.Transaction): number {
  return tx.raw('run + 1') as unknown as number;
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
    asks: row.asks === null ? [] : JSON.parse(row.asks),
    startedAt:
      row.started_ms === null ? undefined : iso(Number(row.started_ms)),
    durationMs: row.duration_ms ?? undefined,
  };
}
