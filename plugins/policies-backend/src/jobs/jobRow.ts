import { Job, JobLane, JobState } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

const TABLE = 'policy_jobs';

/** States in which a job has not ended. */
export const OPEN_STATES: JobState[] = ['queued', 'running'];

/** A job as it is kept; times of Postgres are dates, those of SQLite numbers. */
export interface JobRow {
  id: number;
  kind: string;
  lane: JobLane;
  key: string | null;
  input: string;
  asked_by: string;
  state: JobState;
  attempts: number;
  lease: number;
  beat: number;
  due_ms: string | number;
  order_ms: string | number;
  progress: string | null;
  resume: string | null;
  result: string | null;
  error: string | null;
  queued_at: Date | number | string;
  started_at: Date | number | string | null;
  ended_at: Date | number | string | null;
}

/** All jobs there are. */
export function jobRows(
  db: Knex | Knex.Transaction,
): Knex.QueryBuilder<JobRow, JobRow[]> {
  return db<JobRow>(TABLE);
}

export function toJob(row: JobRow): Job {
  return {
    id: String(row.id),
    kind: row.kind,
    lane: row.lane,
    key: row.key ?? undefined,
    input: JSON.parse(row.input),
    askedBy: row.asked_by,
    state: row.state,
    attempts: row.attempts,
    progress: parsed(row.progress),
    resume: parsed(row.resume),
    result: parsed(row.result),
    error: row.error ?? undefined,
    queuedAt: new Date(row.queued_at).toISOString(),
    startedAt: isoOf(row.started_at),
    endedAt: isoOf(row.ended_at),
  };
}

function parsed(json: string | null) {
  return json === null ? undefined : JSON.parse(json);
}

function isoOf(time: Date | number | string | null): string | undefined {
  return time === null ? undefined : new Date(time).toISOString();
}
