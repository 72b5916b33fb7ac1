import {
  ApprovalRequirement,
  ChangeComment,
  ChangeOrigin,
  ChangePush,
  ChangeState,
  CheckCounts,
  HistoryEntry,
  PolicyFile,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  BroughtEntities,
  NewActive,
  OpenChange,
} from '@internal/plugin-policies-node';
import { NewCheck } from './checks/CheckStore';
import { ReadableChanges } from './rights/ReadableChanges';

/** A verdict as it was given. */
export interface StoredReview {
  id: string;
  author: string;
  /** Entity references the author acted for. */
  groups: string[];
  verdict: 'approve' | 'reject';
  body?: string;
  /** The push it is about; absent where it was given before reviews named their push. */
  push?: number;
  base?: string;
  revision: string;
  createdAt: string;
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
  /** Number of the last push. */
  push: number;
  base?: string;
  revision: string;
  /** What the proposed revision brings to the catalog, frozen with its push. */
  brings?: BroughtEntities;
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

/** What is proposed. */
export interface Proposal {
  manifest: PolicySetManifest;
  domain: string;
  owner: string;
  revision: string;
  files: PolicyFile[];
  base?: string;
  /** Who proposes it. */
  author: string;
  /** Who wrote some of it besides. */
  otherAuthors?: string[];
  brings?: BroughtEntities;
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
  /** Only of these; by default of all. */
  readable?: ReadableChanges;
  cursor?: string;
  limit: number;
}

/** A change to be opened. */
export interface NewChange {
  proposal: Proposal;
  title: string;
  description?: string;
  origin: ChangeOrigin;
  checks: NewCheck[];
}

/**
 * Keeps changes. Every write of a change names the version it was made from, and fails with
 * `ConflictError` when another came between.
 */
export interface ChangeStore {
  create(change: NewChange): Promise<string>;
  /**
   * Opens a change, in review, with what the source of a set holds.
   *
   * @returns undefined where that was done already, as by another replica
   */
  createFromSource(change: NewChange): Promise<string | undefined>;
  /** Replaces the proposed files: reviews lose their force, checks begin anew. */
  push(
    id: string,
    version: number,
    push: {
      proposal: Proposal;
      /** State of the change from now on. */
      state: ChangeState;
      checks: NewCheck[];
    },
  ): Promise<void>;
  /** Says something else of the same files: reviews lose their force, checks keep theirs. */
  rename(
    id: string,
    version: number,
    about: Pick<StoredChange, 'title' | 'description'>,
    author: string,
  ): Promise<void>;
  update(
    id: string,
    version: number,
    values: Partial<
      Pick<StoredChange, 'state' | 'requirements' | 'shadowSince'>
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
  /** What has not ended, in short, and what was rejected or withdrawn. */
  listOpen(readable?: ReadableChanges): Promise<OpenChange[]>;
  /** Those of some ids that are there and may be read. */
  filterReadable(
    ids: string[],
    readable: ReadableChanges,
  ): Promise<ReadonlySet<string>>;
  /** Changes that were published, whatever became of them. */
  listPublished(): Promise<Array<Pick<StoredChange, 'id' | 'set'>>>;
  /** Changes that bring entities to the catalog. */
  listBringing(): Promise<StoredChange[]>;

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
  /** Changes whose proposed revision is evaluated beside the active one. */
  listShadows(): Promise<StoredChange[]>;
}
