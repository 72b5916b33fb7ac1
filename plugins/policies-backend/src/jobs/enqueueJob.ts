import {
  Clock,
  isPostgres,
  JobLane,
  NewJob,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { JobRow, jobRows, OPEN_STATES } from './jobRow';

/** How often what waits may begin under the eyes of who joins it. */
const ATTEMPTS = 10;

/**
 * Queues a job, or joins one of its key.
 *
 * Whoever joins a job that waits holds its row until they commit. A worker passes over it until then, so
 * that what they write beside is there when the job begins.
 */
export async function enqueueJob(
  db: Knex | Knex.Transaction,
  job: NewJob & { lane: JobLane },
  clock: Clock,
): Promise<{ id: string; isNew: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const joined = await findJoined(db, job);
    if (joined) {
      return { id: String(joined.id), isNew: false };
    }
    const [inserted] = await jobRows(db)
      .insert(newRow(job, clock), ['id'])
      .onConflict()
      .ignore();
    if (inserted) {
      return { id: String(inserted.id), isNew: true };
    }
    if (attempt >= ATTEMPTS) {
      throw new Error(
        `a job '${job.kind}' of key '${job.key}' can neither be queued nor joined`,
      );
    }
  }
}

async function findJoined(
  db: Knex | Knex.Transaction,
  { kind, key, joins = 'open' }: NewJob,
): Promise<Pick<JobRow, 'id'> | undefined> {
  if (key === undefined) {
    return undefined;
  }
  const rows = jobRows(db)
    .where({ kind, key })
    .whereIn('state', joins === 'open' ? OPEN_STATES : ['queued'])
    .orderBy('id', 'desc');
  if (db.isTransaction && isPostgres(db)) {
    rows.forUpdate();
  }
  return rows.first('id');
}

function newRow(
  job: NewJob & { lane: JobLane },
  clock: Clock,
): Omit<JobRow, 'id'> {
  const now = clock.now();
  return {
    kind: job.kind,
    lane: job.lane,
    key: job.key ?? null,
    input: JSON.stringify(job.input),
    asked_by: job.askedBy,
    state: 'queued',
    attempts: 0,
    lease: 0,
    beat: 0,
    due_ms: now + (job.delayMs ?? 0),
    order_ms: now - (job.aheadMs ?? 0),
    progress: null,
    resume: null,
    result: null,
    error: null,
    queued_at: new Date(now),
    started_at: null,
    ended_at: null,
  };
}
