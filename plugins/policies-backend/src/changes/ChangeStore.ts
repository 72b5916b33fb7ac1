import {
  ApprovalRequirement,
  CaseResult,
  ChangeCheck,
  ChangeComment,
  ChangeOrigin,
  ChangePush,
  ChangeState,
  CheckCounts,
  CheckName,
  CheckState,
  DecisionFlip,
  Diagnostic,
  HistoryEntry,
  PolicyFile,
  PolicySetManifest,
} from '@internal/plugin-policies-common';

/** A verdict as it was given. */
export interface StoredReview {
  id: string;
  author: string;
  /** Entity references the author acted for. */
  groups: string[];
  verdict: 'approve' | 'reject';
  body?: string;
  revision: string;
  createdAt: string;
}

/** A check with what only the portal needs. */
export interface StoredCheck extends ChangeCheck {
  revision: string;
  report?: unknown;
}

/** A change without what other tables hold about it. */
export interface StoredChange {
  id: string;
  set: string;
  setTitle: string;
  title: string;
  description?: string;
  state: ChangeState;
  origin: ChangeOrigin;
  author: string;
  domain: string;
  owner: string;
  base?: string;
  revision: string;
  requirements: ApprovalRequirement[];
  version: number;
  createdAt: string;
  updatedAt: string;
  shadowSince?: string;
  replaced?: string;
  publishedAt?: string;
  publishedBy?: string;
}

/** A change as lists need it. */
export interface ListedChange extends StoredChange {
  checks: CheckCounts;
}

/** A change that has not ended, in short. */
export interface OpenChange {
  id: string;
  set: string;
  state: ChangeState;
  /** Some check ended and did not pass. */
  checksFailed: boolean;
}

/** What is proposed. */
export interface Proposal {
  manifest: PolicySetManifest;
  domain: string;
  owner: string;
  revision: string;
  files: PolicyFile[];
  base?: string;
  author: string;
}

/** Filters of a list of changes; all combine with "and". */
export interface ChangeQuery {
  states?: ChangeState[];
  set?: string;
  domain?: string;
  owner?: string;
  author?: string;
  /** Free text over title and set. */
  query?: string;
  cursor?: string;
  limit: number;
}

/** The active revision a publication brings. */
export interface NewActive {
  manifest: PolicySetManifest;
  diagnostics: Diagnostic[];
  caseResults: CaseResult[];
}

/** Counts of how a proposed revision decided beside the active one. */
export interface ShadowCounts {
  compared: number;
  differed: number;
  failed: number;
  examples: DecisionFlip[];
}

/**
 * Keeps changes. Every write of a change names the version it was made from, and fails with
 * `ConflictError` when another came between.
 */
export interface ChangeStore {
  create(change: {
    proposal: Proposal;
    title: string;
    description?: string;
    origin: ChangeOrigin;
    checks: Array<Pick<StoredCheck, 'name' | 'blocking'>>;
  }): Promise<string>;
  /** Replaces the proposed files: reviews lose their force, checks begin anew. */
  push(
    id: string,
    version: number,
    push: {
      proposal: Proposal;
      /** State of the change from now on. */
      state: ChangeState;
      checks: Array<Pick<StoredCheck, 'name' | 'blocking'>>;
    },
  ): Promise<void>;
  update(
    id: string,
    version: number,
    values: Partial<
      Pick<
        StoredChange,
        'title' | 'description' | 'state' | 'requirements' | 'shadowSince'
      >
    >,
  ): Promise<void>;
  find(id: string): Promise<StoredChange | undefined>;
  list(query: ChangeQuery): Promise<{
    items: ListedChange[];
    total: number;
    nextCursor?: string;
    states: Partial<Record<ChangeState, number>>;
  }>;
  listPushes(id: string): Promise<ChangePush[]>;
  /** What has not ended, in short, and what was rejected. */
  listOpen(): Promise<OpenChange[]>;

  listReviews(id: string): Promise<StoredReview[]>;
  /**
   * Adds a verdict and stores what follows from it in one transaction.
   *
   * @param settle - gets all reviews, and says the state and requirements that follow
   */
  review(
    id: string,
    version: number,
    review: Omit<StoredReview, 'id' | 'createdAt'>,
    settle: (
      reviews: StoredReview[],
    ) => Pick<StoredChange, 'state' | 'requirements'>,
  ): Promise<void>;
  listComments(id: string): Promise<ChangeComment[]>;
  comment(
    id: string,
    comment: Omit<ChangeComment, 'id' | 'createdAt'>,
  ): Promise<void>;

  listChecks(id: string): Promise<StoredCheck[]>;
  /** Queues checks again; all, or those named. */
  requeueChecks(id: string, names?: CheckName[]): Promise<void>;
  /** @returns how many were queued or running */
  cancelChecks(id: string): Promise<number>;
  /**
   * Takes a queued check, or one whose runner has not been heard of for a while.
   *
   * @param staleMs - age of the last sign of life from which a runner counts as gone
   */
  claimCheck(
    runner: string,
    staleMs: number,
  ): Promise<{ change: string; name: CheckName; revision: string } | undefined>;
  /** @returns false when the check was taken away: by a push, or because it was cancelled */
  reportCheck(
    runner: string,
    check: { change: string; name: CheckName; revision: string },
    progress: {
      state: CheckState;
      summary?: string;
      log?: string[];
      report?: unknown;
      durationMs?: number;
    },
  ): Promise<boolean>;

  /**
   * Makes the proposed revision the active one, marks the change and writes the history, all or
   * nothing.
   *
   * @throws ConflictError when the active revision is not the change's base any more, or the change
   * was written meanwhile
   */
  publish(
    change: StoredChange,
    active: NewActive,
    by: string,
  ): Promise<HistoryEntry>;
  /**
   * Makes an earlier revision active, all or nothing; the change that made the one it replaces is
   * marked `rolled-back`.
   *
   * @throws ConflictError when `from` is not the active revision any more
   */
  rollBack(
    options: {
      set: string;
      from: string;
      to: string;
      by: string;
      reason: string;
    },
    active: NewActive,
  ): Promise<HistoryEntry>;
  /** Newest first. */
  listHistory(set: string): Promise<HistoryEntry[]>;

  /** Changes whose proposed revision is evaluated beside the active one. */
  listShadows(): Promise<StoredChange[]>;
  addShadowCounts(id: string, counts: ShadowCounts): Promise<void>;
  getShadowCounts(id: string): Promise<ShadowCounts | undefined>;
}
