import { Knex } from 'knex';
import { Job, JobLane, JobState, NewJob } from './Job';

/** Which jobs are meant: one, or the open ones of a key. */
export type JobReference = { id: string } | { kind: string; key: string };

/** Filters of a list of jobs; all combine with "and". */
export interface JobQuery {
  kind?: string;
  key?: string;
  lane?: JobLane;
  states?: JobState[];
  askedBy?: string;
  /** `nextCursor` of the page before. */
  cursor?: string;
  limit: number;
}

/**
 * Long work that any replica may do: queued in the database, taken by one worker at a time under a numbered
 * lease, tried again, cancelled, and taken up again where its worker ended. Features add what can be done as
 * {@link JobKind}s; jobs of a kind that no replica knows wait.
 */
export interface Jobs {
  /**
   * Queues work, or finds the same work queued.
   *
   * @param tx - has it queued when this transaction is committed, and only then
   * @returns its id, and whether it was queued now
   */
  enqueue(
    job: NewJob,
    tx?: Knex.Transaction,
  ): Promise<{ id: string; isNew: boolean }>;
  find(id: string): Promise<Job | undefined>;
  /** Newest first. */
  list(query: JobQuery): Promise<{ items: Job[]; nextCursor?: string }>;
  /**
   * Ends jobs that have not ended. Their workers are told, and write nothing from then on.
   *
   * @param tx - has them cancelled when this transaction is committed, and only then
   * @returns how many
   */
  cancel(reference: JobReference, tx?: Knex.Transaction): Promise<number>;
}
