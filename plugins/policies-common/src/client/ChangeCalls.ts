import { ChangeDifference } from '../wire/changeDifference';
import {
  CommentChangeRequest,
  CreateChangeRequest,
  PublishChangeRequest,
  PushChangeRequest,
  ReviewChangeRequest,
  RollbackRequest,
  UpdateChangeRequest,
} from '../wire/changeRequests';
import { ChangeDetail, ChangePage } from '../wire/changes';
import { HistoryEntry, RollbackOutcome } from '../wire/history';
import { Page } from '../wire/page';
import { ChangeListOptions } from '../wire/queries';
import { RebaseOutcome } from '../wire/rebase';
import { DecisionCalls } from './DecisionCalls';
import { escapedPath } from './escapedPath';

/** What is proposed as a change; where it came from and whether it is submitted have defaults. */
export type NewChange = Omit<CreateChangeRequest, 'origin' | 'submit'> &
  Partial<Pick<CreateChangeRequest, 'origin' | 'submit'>>;

/** Changes, and the history of sets that comes of them. */
export class ChangeCalls extends DecisionCalls {
  listChanges(options: ChangeListOptions = {}): Promise<ChangePage> {
    return this.get('/changes', options);
  }

  getChange(id: string): Promise<ChangeDetail> {
    return this.get(escapedPath`/changes/${id}`);
  }

  getChangeDifference(id: string): Promise<ChangeDifference> {
    return this.get(escapedPath`/changes/${id}/difference`);
  }

  /** Everything an auditor asks for about a change, as a zip. */
  async getChangeEvidence(id: string): Promise<Blob> {
    const response = await this.request(escapedPath`/changes/${id}/evidence`);
    return response.blob();
  }

  createChange(change: NewChange): Promise<ChangeDetail> {
    return this.post('/changes', change);
  }

  pushChange(id: string, push: PushChangeRequest): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/pushes`, push);
  }

  /** Renames it, or describes it. */
  async updateChange(
    id: string,
    update: UpdateChangeRequest,
  ): Promise<ChangeDetail> {
    const response = await this.request(escapedPath`/changes/${id}`, {
      method: 'PATCH',
      body: update,
    });
    return response.json();
  }

  submitChange(id: string, version: number): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/submit`, { version });
  }

  rebaseChange(id: string, version: number): Promise<RebaseOutcome> {
    return this.post(escapedPath`/changes/${id}/rebase`, { version });
  }

  reviewChange(id: string, review: ReviewChangeRequest): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/reviews`, review);
  }

  commentChange(
    id: string,
    comment: CommentChangeRequest,
  ): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/comments`, comment);
  }

  withdrawChange(
    id: string,
    version: number,
    reason: string,
  ): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/withdraw`, { version, reason });
  }

  /** @param checks - only these; by default all */
  runChangeChecks(id: string, checks?: string[]): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/checks`, { checks });
  }

  cancelChangeChecks(id: string): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/checks`, { action: 'cancel' });
  }

  publishChange(
    id: string,
    publication: PublishChangeRequest,
  ): Promise<ChangeDetail> {
    return this.post(escapedPath`/changes/${id}/publish`, publication);
  }

  listHistory(set: string): Promise<Page<HistoryEntry>> {
    return this.get(escapedPath`/sets/${set}/history`);
  }

  rollBack(set: string, rollback: RollbackRequest): Promise<RollbackOutcome> {
    return this.post(escapedPath`/sets/${set}/rollback`, rollback);
  }
}
