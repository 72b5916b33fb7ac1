import { Diagnostic } from '../files/diagnostics';
import { Page } from './sets';

/**
 * `draft`: being written; `in-review`: waits for checks and approvals; `approved`: may be published;
 * `rejected` by a reviewer or `withdrawn` by its author, each goes on with a push; the others are ends.
 * `rolled-back` was published and then replaced by
 * an earlier revision.
 */
export const CHANGE_STATES = [
  'draft',
  'in-review',
  'approved',
  'published',
  'rejected',
  'withdrawn',
  'rolled-back',
] as const;

export type ChangeState = (typeof CHANGE_STATES)[number];

/** States in which a change can go on; a rejected or withdrawn one is taken up again by a push. */
export const OPEN_CHANGE_STATES: readonly ChangeState[] = [
  'draft',
  'in-review',
  'approved',
  'rejected',
  'withdrawn',
];

/** Where a change came from. */
export type ChangeOrigin = 'playground' | 'journey' | 'api' | 'source';

/** Checks of a proposed revision, in the order in which pages show them. */
export const CHECK_NAMES = [
  'validation',
  'cases',
  'native-tests',
  'house-rules',
  'impact',
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];

/**
 * `skipped`: there was nothing to check; `error`: it could not be told, as when an engine is down, and
 * a re-run may help.
 */
export type CheckState =
  | 'queued'
  | 'running'
  | 'passed'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'error';

/** One check of the proposed revision. */
export interface ChangeCheck {
  name: CheckName;
  state: CheckState;
  /** Whether it must pass, or have nothing to check, before the change can be published. */
  blocking: boolean;
  /** One sentence: how it ended, or how far it is. */
  summary?: string;
  /** What it found, a line each. */
  log: string[];
  /** ISO time. */
  startedAt?: string;
  durationMs?: number;
}

/** Counts of the checks of a change. */
export interface CheckCounts {
  /** Queued or running. */
  pending: number;
  /** Passed or skipped. */
  passed: number;
  /** Ended otherwise. */
  failed: number;
}

/** Who has to approve a change, and who did. */
export interface ApprovalRequirement {
  reason: 'owner' | 'consumer' | 'regulation' | 'fallback';
  /** Entity reference of the group of which one member has to approve. */
  group: string;
  /** One sentence that says why. */
  because: string;
  /** Entity reference of the member who approved the proposed revision. */
  approvedBy?: string;
  /** Why nobody of the group can approve, where nobody stands in for it. */
  problem?: string;
}

/** A verdict about one push of a change. */
export interface ChangeReview {
  id: string;
  author: string;
  verdict: 'approve' | 'reject';
  body?: string;
  /** Number of the push that was looked at; absent where it was given before reviews named their push. */
  push?: number;
  /** The base and the revision of that push; without a base it was about a new set. */
  base?: string;
  revision: string;
  /** ISO time. */
  createdAt: string;
  /** It does not count. */
  dropped: boolean;
  /** Why it does not count, in a sentence with the way on. */
  droppedBecause?: string;
}

/** A remark about a change, or about one line of it. */
export interface ChangeComment {
  id: string;
  author: string;
  body: string;
  /** Path and line of the proposed files; lines count from 1. */
  file?: string;
  line?: number;
  /** Proposed revision at the time. */
  revision: string;
  /** ISO time. */
  createdAt: string;
}

/** One version of what is proposed: the files, their base, and what is said of them. */
export interface ChangePush {
  /** Counts from 1. */
  number: number;
  revision: string;
  base?: string;
  /** Title and description of the change from this push on; absent where they were not kept yet. */
  title?: string;
  description?: string;
  /** Who pushed it. */
  author: string;
  /** All who wrote any part of it, who pushed it among them: none of them approves it. */
  authors: string[];
  /** ISO time. */
  createdAt: string;
}

/** A change as lists show it. */
export interface ChangeSummary {
  id: string;
  set: string;
  setTitle: string;
  title: string;
  description?: string;
  state: ChangeState;
  origin: ChangeOrigin;
  /** Entity references. */
  author: string;
  domain: string;
  owner: string;
  /** ISO times. */
  createdAt: string;
  updatedAt: string;
  /** Revision it changes; absent when the set is new. */
  base?: string;
  /** Proposed revision. */
  revision: string;
  checks: CheckCounts;
  approvals: { given: number; needed: number };
  /** Groups that have to approve and did not, while it is in review. */
  waitsFor: string[];
  /** The proposed revision is evaluated beside the active one. */
  shadow: boolean;
  /** The set it changes was removed since; it cannot go on before the set is back. */
  setRemoved: boolean;
}

/** Something only its people can fix, with the way on. */
export interface ChangeBlock {
  reason:
    | 'set-removed'
    | 'base-moved'
    | 'checks-pending'
    | 'checks-failed'
    | 'approvals-missing'
    | 'nobody-can-approve'
    | 'rejected'
    | 'withdrawn';
  message: string;
  help: string;
}

/** How the decisions of the proposed revision differ from those of the active one, on live requests. */
export interface ShadowReport {
  /** ISO time. */
  since: string;
  compared: number;
  differed: number;
  /** Requests the proposed revision could not decide. */
  failed: number;
  /** Newest first, at most 20. */
  examples: DecisionFlip[];
  /** Why requests or callers are not told; absent when all are. */
  withheld?: string;
}

/** One request that is decided otherwise. */
export interface DecisionFlip {
  request: unknown;
  /** Entity reference or subject of the caller, where it is known. */
  caller?: string;
  before: boolean;
  after: boolean;
  policiesBefore: string[];
  policiesAfter: string[];
}

/** What a change would have done to the newest decisions of the log. */
export interface ImpactReport {
  /** Logged decisions that were replayed on both revisions. */
  replayed: number;
  /** ISO times of the oldest and newest of them. */
  from?: string;
  to?: string;
  /** Became allowed. */
  opened: number;
  /** Became denied. */
  closed: number;
  /** Could not be decided on one of the two. */
  undecided: number;
  byCaller: Array<{ caller: string; opened: number; closed: number }>;
  /** At most 50. */
  examples: DecisionFlip[];
  /** Why requests or callers are not told; absent when all are. */
  withheld?: string;
}

/** A change with what its page shows. */
export interface ChangeDetail extends ChangeSummary {
  /** Goes up with every write; pass it back so that nobody's work is lost. */
  version: number;
  /** Number of the last push; a review names it. */
  push: number;
  /** Active revision of the set now. */
  activeRevision?: string;
  /** The active revision is another than the base: rebase before publishing. */
  baseMoved: boolean;
  checkResults: ChangeCheck[];
  requirements: ApprovalRequirement[];
  reviews: ChangeReview[];
  comments: ChangeComment[];
  pushes: ChangePush[];
  /** What stands between the change and its publication; empty when it can be published. */
  blocks: ChangeBlock[];
  impact?: ImpactReport;
  shadowReport?: ShadowReport;
  /** Revision it replaced. */
  replaced?: string;
  /** ISO time. */
  publishedAt?: string;
  publishedBy?: string;
  /** What did not work after it was done, as when this replica does not serve the new revision yet. */
  warning?: string;
  /** What the caller may do now, as far as permissions and the state of the change go. */
  may: ChangeActions;
}

export interface ChangeActions {
  edit: boolean;
  review: boolean;
  publish: boolean;
  /** Evaluate it beside what serves. */
  shadow: boolean;
  rollBack: boolean;
}

/** What is wrong with the files when a base that moved and the proposal do not fit together. */
export interface RebaseConflict {
  path: string;
  /** The merged text, with the places in conflict between markers. */
  content: string;
  conflicts: number;
}

/** Outcome of `POST /changes/:id/rebase`. */
export type RebaseOutcome =
  | { outcome: 'rebased'; change: ChangeDetail }
  | {
      outcome: 'conflicts';
      /** Revision to give as base when the fixed files are pushed. */
      base?: string;
      files: Array<{ path: string; content: string }>;
      conflicts: RebaseConflict[];
    };

/** One entry of the history of a set. */
export interface HistoryEntry {
  set: string;
  /** Counts from 1. */
  sequence: number;
  kind: 'registered' | 'published' | 'rolled-back';
  revision: string;
  previous?: string;
  /** ISO time. */
  at: string;
  /** Entity reference of a person, or the source it was read from. */
  by: string;
  reason?: string;
  /** Id of the change it came from. */
  change?: string;
}

/** Answer of `POST /sets/:set/rollback`. */
export interface RollbackOutcome extends HistoryEntry {
  /** What did not work after it was done, as when this replica does not serve the revision yet. */
  warning?: string;
}

/** Page of changes, with the number in each state over all pages that match the other filters. */
export interface ChangePage extends Page<ChangeSummary> {
  states: Partial<Record<ChangeState, number>>;
}

/** Signal on channel `policies:changes` whenever a change or one of its checks moved. */
export interface ChangeSignal {
  change: string;
  set: string;
}

export const CHANGES_SIGNAL_CHANNEL = 'policies:changes';

/** A diagnostic in one line, as logs of checks hold it. */
export function diagnosticLine({
  severity,
  file,
  range,
  message,
  help,
}: Diagnostic): string {
  const place = file && `${file}${range ? `:${range.startLine}` : ''}: `;
  return `${severity}: ${place ?? ''}${message}${help ? ` — ${help}` : ''}`;
}
