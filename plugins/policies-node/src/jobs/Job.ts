import { JsonValue } from '@backstage/types';

/**
 * Each lane has places of its own in every replica: `interactive` is what somebody waits for, `bulk` what
 * may take its time. Neither takes a place of the other.
 */
export type JobLane = 'interactive' | 'bulk';

/**
 * `queued`: waits for a worker, for the first time or to be tried again; `running`: a worker is at it;
 * `failed`: it was tried as often as its kind allows. The last three are ends.
 */
export type JobState =
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

/** How far a job is. */
export interface JobProgress {
  /** One sentence. */
  summary: string;
  /** How much of `total` is done. */
  done?: number;
  total?: number;
}

/** Work that is kept in the database until some replica has done it. */
export interface Job {
  id: string;
  /** Name of its {@link JobKind}. */
  kind: string;
  lane: JobLane;
  /** What the same work has in common; see {@link NewJob}. */
  key?: string;
  input: JsonValue;
  /** Entity reference of a person, or the subject of a service's token. */
  askedBy: string;
  state: JobState;
  /** How often it was begun; a worker that handed it back at the end of its replica does not count. */
  attempts: number;
  progress?: JobProgress;
  /** What a worker that takes it up again goes on from. */
  resume?: JsonValue;
  result?: JsonValue;
  /** Why it failed, or why the last attempt did. */
  error?: string;
  /** ISO times. */
  queuedAt: string;
  /** Of the last attempt. */
  startedAt?: string;
  endedAt?: string;
}

/** Work to be queued. */
export interface NewJob {
  /** Name of a {@link JobKind} that some feature adds. */
  kind: string;
  /** What it needs to know; never a token or another secret, since it is kept and shown. */
  input: JsonValue;
  /** Entity reference of a person, or the subject of a service's token. */
  askedBy: string;
  /**
   * Names the work, within its kind: of one key at most one job waits and at most one is at work, and asking
   * for more gives the one that is there.
   */
  key?: string;
  /**
   * Which job of the same key does for this one: `open`, by default, one that waits or is at work; `queued`
   * only one that waits, for work that has to begin after now.
   */
  joins?: 'open' | 'queued';
  /** Milliseconds it waits at least. */
  delayMs?: number;
  /** Milliseconds by which it goes before what was queued earlier; what waits long enough still comes first. */
  aheadMs?: number;
}
