import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ChangeDetail,
  ChangeDifference,
  ChangePage,
  CommentChangeRequest,
  CreateChangeRequest,
  HistoryEntry,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackOutcome,
  RollbackRequest,
  UpdateChangeRequest,
  WithdrawChangeRequest,
  Page,
} from '@internal/plugin-policies-common';
import { OpenChange } from '@internal/plugin-policies-node';
import { ChangeQuery } from './ChangeStore';
import { EvidenceParts } from './evidence/EvidencePack';
import { ReadableChanges } from './rights/ReadableChanges';

export interface ChangeOptions {
  credentials: BackstageCredentials;
  /** Who wrote some of what is proposed, besides whoever proposes it; no caller of the API says so. */
  otherAuthors?: string[];
  /** Nothing of logged requests is told: the caller may not read them. */
  withoutLog?: boolean;
  /** The changes that the caller may read; by default all. */
  readable?: ReadableChanges;
}

/**
 * Changes of policy sets, from the first draft to roll-back. Unknown ids and names throw
 * `NotFoundError`; what another person's write made out of date, or the state of the change does not
 * allow, throws `ConflictError` with the way on.
 */
export interface ChangeService {
  list(query: ChangeQuery, options: ChangeOptions): Promise<ChangePage>;
  /** What has not ended, in short, and what was rejected or withdrawn; newest first. */
  listOpen(options: ChangeOptions): Promise<OpenChange[]>;
  get(id: string, options: ChangeOptions): Promise<ChangeDetail>;
  getDifference(id: string, options: ChangeOptions): Promise<ChangeDifference>;
  create(
    request: CreateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  push(
    id: string,
    request: PushChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  update(
    id: string,
    request: UpdateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  /** Asks for review. */
  submit(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  /** Brings the proposal onto the revision that is active now. */
  rebase(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ): Promise<RebaseOutcome>;
  review(
    id: string,
    request: ReviewChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  comment(
    id: string,
    request: CommentChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  withdraw(
    id: string,
    request: WithdrawChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  /** @param checks - only these; by default all */
  runChecks(
    id: string,
    checks: string[] | undefined,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  cancelChecks(id: string, options: ChangeOptions): Promise<ChangeDetail>;
  publish(
    id: string,
    request: PublishChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail>;
  rollBack(
    set: string,
    request: RollbackRequest,
    options: ChangeOptions,
  ): Promise<RollbackOutcome>;
  /** Everything an auditor asks for about a change. */
  getEvidence(id: string, options: ChangeOptions): Promise<EvidenceParts>;
  listHistory(set: string, options: ChangeOptions): Promise<Page<HistoryEntry>>;
}
