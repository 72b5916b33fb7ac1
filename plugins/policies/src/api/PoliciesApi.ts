import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  Board,
  ChangeDetail,
  ChangeDifference,
  ChangePage,
  CheckName,
  CommentChangeRequest,
  CreateChangeRequest,
  HistoryEntry,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackOutcome,
  RollbackRequest,
  DecisionRecord,
  Journey,
  JourneyBranch,
  JourneyPreview,
  JourneySaved,
  SaveJourneyRequest,
  Scorecard,
  TemplateSummary,
  Draft,
  EngineStatus,
  EvaluationRequest,
  EvaluationResponse,
  Overview,
  Page,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
  PolicyDetail,
  PolicySetDetail,
  PolicySetSummary,
  PolicySummary,
  CaseResult,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';

/** Filters and page of a list; all are optional and combine with "and". */
export interface ListOptions {
  /** Free text over names, titles and descriptions. */
  query?: string;
  domain?: string;
  owner?: string;
  engine?: string;
  health?: string;
  lifecycle?: string;
  regulation?: string;
  set?: string;
  /** Of sets: a service that asked them. */
  caller?: string;
  cursor?: string;
  /** 1 to 1,000, by default 100. */
  limit?: number;
}

/** Filters and page of changes; all are optional and combine with "and". */
export interface ChangeListOptions {
  /** States, separated by commas. */
  state?: string;
  set?: string;
  domain?: string;
  owner?: string;
  author?: string;
  query?: string;
  cursor?: string;
  /** 1 to 500, by default 50. */
  limit?: number;
}

/** Client of the policies backend. Calls throw a `ResponseError` with the message of the backend. */
export interface PoliciesApi {
  getOverview(): Promise<Overview>;
  listSets(options?: ListOptions): Promise<Page<PolicySetSummary>>;
  getSet(set: string): Promise<PolicySetDetail>;
  listPolicies(options?: ListOptions): Promise<Page<PolicySummary>>;
  getPolicy(set: string, policy: string): Promise<PolicyDetail>;
  listRevisions(set: string): Promise<Page<RevisionSummary>>;
  /** @param revision - sha256 in hex, or `active` */
  getRevision(set: string, revision: string): Promise<RevisionDetail>;
  listCases(set: string): Promise<Page<CaseResult>>;
  listDecisions(options?: {
    set?: string;
    cursor?: string;
    limit?: number;
  }): Promise<Page<DecisionRecord>>;
  listEngines(): Promise<Page<EngineStatus>>;
  /**
   * Puts active revisions into an engine again.
   *
   * @param set - only this one; by default all of the engine's
   * @returns how the engine does afterwards
   */
  repairEngine(engine: string, set?: string): Promise<EngineStatus>;
  /** Asks the live set; that is no decision of production, and not logged. */
  evaluateLive(
    set: string,
    request: EvaluationRequest,
  ): Promise<EvaluationResponse>;
  evaluateDraft(
    body: PlaygroundEvaluateRequest,
    options?: { signal?: AbortSignal },
  ): Promise<PlaygroundEvaluateResponse>;
  /** Runs all cases of a draft; events arrive as they happen. */
  runDraftCases(
    draft: Draft,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<PlaygroundCaseEvent>;
  listChanges(options?: ChangeListOptions): Promise<ChangePage>;
  getChange(id: string): Promise<ChangeDetail>;
  getChangeDifference(id: string): Promise<ChangeDifference>;
  createChange(
    change: Omit<CreateChangeRequest, 'origin' | 'submit'> &
      Partial<Pick<CreateChangeRequest, 'origin' | 'submit'>>,
  ): Promise<ChangeDetail>;
  pushChange(id: string, push: PushChangeRequest): Promise<ChangeDetail>;
  submitChange(id: string, version: number): Promise<ChangeDetail>;
  rebaseChange(id: string, version: number): Promise<RebaseOutcome>;
  reviewChange(id: string, review: ReviewChangeRequest): Promise<ChangeDetail>;
  commentChange(
    id: string,
    comment: CommentChangeRequest,
  ): Promise<ChangeDetail>;
  withdrawChange(
    id: string,
    version: number,
    reason: string,
  ): Promise<ChangeDetail>;
  /** @param checks - only these; by default all */
  runChangeChecks(id: string, checks?: CheckName[]): Promise<ChangeDetail>;
  cancelChangeChecks(id: string): Promise<ChangeDetail>;
  publishChange(
    id: string,
    publication: PublishChangeRequest,
  ): Promise<ChangeDetail>;
  /** Everything an auditor asks for about a change, as a zip. */
  getChangeEvidence(id: string): Promise<Blob>;
  listHistory(set: string): Promise<Page<HistoryEntry>>;
  rollBack(set: string, rollback: RollbackRequest): Promise<RollbackOutcome>;
  listTemplates(): Promise<Page<TemplateSummary>>;
  getBoard(): Promise<Board>;
  getScorecard(set: string): Promise<Scorecard>;
  createJourney(fields?: Record<string, string>): Promise<Journey>;
  getJourney(id: string): Promise<Journey>;
  saveJourney(id: string, save: SaveJourneyRequest): Promise<JourneySaved>;
  /** Says who writes in a journey besides its creator. */
  setJourneyPeople(id: string, people: string[]): Promise<Journey>;
  previewJourney(
    id: string,
    options?: { signal?: AbortSignal },
  ): Promise<JourneyPreview>;
  /** @param bundle - files, or a zip of them */
  importJourneyFiles(id: string, bundle: Draft | Blob): Promise<Journey>;
  openJourneyChange(id: string, description?: string): Promise<ChangeDetail>;
  /** The set as a repository holds it, as a zip. */
  getJourneyRepository(id: string): Promise<Blob>;
  /** Writes cases of what the engine decides now, to read and correct. */
  generateJourneyCases(id: string): Promise<Journey>;
  /** What became of its branch; undefined while none was pushed. */
  getJourneyBranch(id: string): Promise<JourneyBranch | undefined>;
  /** Pushes it as a branch of the configured repository. */
  pushJourneyBranch(id: string): Promise<JourneyBranch>;
  removeJourney(id: string): Promise<void>;
  /** Has the registry read its sources now. */
  refresh(): Promise<void>;
}

/** Reference to the client. */
export const policiesApiRef = createApiRef<PoliciesApi>().with({
  id: 'plugin.policies.client',
  pluginId: 'policies',
});
