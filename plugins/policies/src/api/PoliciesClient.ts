import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  Board,
  ChangeDetail,
  ChangeDifference,
  ChangePage,
  CheckName,
  CommentChangeRequest,
  HistoryEntry,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackOutcome,
  RollbackRequest,
  CaseResult,
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
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import { ChangeListOptions, ListOptions, PoliciesApi } from './PoliciesApi';
import { readLines } from './readLines';

type Query = Record<string, string | number | undefined>;

/** {@link PoliciesApi} over HTTP. */
export class PoliciesClient implements PoliciesApi {
  private readonly discoveryApi: DiscoveryApi;
  private readonly fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.discoveryApi = options.discoveryApi;
    this.fetchApi = options.fetchApi;
  }

  getOverview(): Promise<Overview> {
    return this.get('/overview');
  }

  listSets(options: ListOptions = {}): Promise<Page<PolicySetSummary>> {
    return this.get('/sets', { ...options });
  }

  getSet(set: string): Promise<PolicySetDetail> {
    return this.get(`/sets/${encodeURIComponent(set)}`);
  }

  listPolicies(options: ListOptions = {}): Promise<Page<PolicySummary>> {
    return this.get('/policies', { ...options });
  }

  getPolicy(set: string, policy: string): Promise<PolicyDetail> {
    return this.get(
      `/sets/${encodeURIComponent(set)}/policies/${encodeURIComponent(policy)}`,
    );
  }

  listRevisions(set: string): Promise<Page<RevisionSummary>> {
    return this.get(`/sets/${encodeURIComponent(set)}/revisions`);
  }

  getRevision(set: string, revision: string): Promise<RevisionDetail> {
    return this.get(
      `/sets/${encodeURIComponent(set)}/revisions/${encodeURIComponent(
        revision,
      )}`,
    );
  }

  listCases(set: string): Promise<Page<CaseResult>> {
    return this.get(`/sets/${encodeURIComponent(set)}/cases`);
  }

  listDecisions(
    options: { set?: string; cursor?: string; limit?: number } = {},
  ): Promise<Page<DecisionRecord>> {
    return this.get('/decisions', options);
  }

  listEngines(): Promise<Page<EngineStatus>> {
    return this.get('/engines');
  }

  async repairEngine(engine: string, set?: string): Promise<EngineStatus> {
    const response = await this.post(
      `/engines/${encodeURIComponent(engine)}/repair`,
      set === undefined ? {} : { set },
    );
    return response.json();
  }

  async evaluateLive(
    set: string,
    request: EvaluationRequest,
  ): Promise<EvaluationResponse> {
    const response = await this.post('/playground/live', { set, request });
    return response.json();
  }

  async evaluateDraft(
    body: PlaygroundEvaluateRequest,
    options?: { signal?: AbortSignal },
  ): Promise<PlaygroundEvaluateResponse> {
    const response = await this.post(
      '/playground/evaluate',
      body,
      options?.signal,
    );
    return response.json();
  }

  async *runDraftCases(
    draft: Draft,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<PlaygroundCaseEvent> {
    const response = await this.post(
      '/playground/cases',
      draft,
      options?.signal,
    );
    for await (const line of readLines(response)) {
      yield JSON.parse(line) as PlaygroundCaseEvent;
    }
  }

  listChanges(options: ChangeListOptions = {}): Promise<ChangePage> {
    return this.get('/changes', { ...options });
  }

  getChange(id: string): Promise<ChangeDetail> {
    return this.get(changePath(id));
  }

  getChangeDifference(id: string): Promise<ChangeDifference> {
    return this.get(changePath(id, 'difference'));
  }

  createChange(
    change: Parameters<PoliciesApi['createChange']>[0],
  ): Promise<ChangeDetail> {
    return this.write('/changes', change);
  }

  pushChange(id: string, push: PushChangeRequest): Promise<ChangeDetail> {
    return this.write(changePath(id, 'pushes'), push);
  }

  submitChange(id: string, version: number): Promise<ChangeDetail> {
    return this.write(changePath(id, 'submit'), { version });
  }

  rebaseChange(id: string, version: number): Promise<RebaseOutcome> {
    return this.write(changePath(id, 'rebase'), { version });
  }

  reviewChange(id: string, review: ReviewChangeRequest): Promise<ChangeDetail> {
    return this.write(changePath(id, 'reviews'), review);
  }

  commentChange(
    id: string,
    comment: CommentChangeRequest,
  ): Promise<ChangeDetail> {
    return this.write(changePath(id, 'comments'), comment);
  }

  withdrawChange(
    id: string,
    version: number,
    reason: string,
  ): Promise<ChangeDetail> {
    return this.write(changePath(id, 'withdraw'), { version, reason });
  }

  runChangeChecks(id: string, checks?: CheckName[]): Promise<ChangeDetail> {
    return this.write(changePath(id, 'checks'), { checks });
  }

  cancelChangeChecks(id: string): Promise<ChangeDetail> {
    return this.write(changePath(id, 'checks'), { action: 'cancel' });
  }

  publishChange(
    id: string,
    publication: PublishChangeRequest,
  ): Promise<ChangeDetail> {
    return this.write(changePath(id, 'publish'), publication);
  }

  async getChangeEvidence(id: string): Promise<Blob> {
    const response = await this.fetch(changePath(id, 'evidence'));
    return response.blob();
  }

  listHistory(set: string): Promise<Page<HistoryEntry>> {
    return this.get(`/sets/${encodeURIComponent(set)}/history`);
  }

  rollBack(set: string, rollback: RollbackRequest): Promise<RollbackOutcome> {
    return this.write(`/sets/${encodeURIComponent(set)}/rollback`, rollback);
  }

  listTemplates(): Promise<Page<TemplateSummary>> {
    return this.get('/templates');
  }

  getBoard(): Promise<Board> {
    return this.get('/journeys');
  }

  getScorecard(set: string): Promise<Scorecard> {
    return this.get(`/sets/${encodeURIComponent(set)}/scorecard`);
  }

  createJourney(fields: Record<string, string> = {}): Promise<Journey> {
    return this.write('/journeys', { fields });
  }

  getJourney(id: string): Promise<Journey> {
    return this.get(journeyPath(id));
  }

  async saveJourney(
    id: string,
    save: SaveJourneyRequest,
  ): Promise<JourneySaved> {
    const response = await this.send('PATCH', journeyPath(id), save);
    return response.json();
  }

  async setJourneyPeople(id: string, people: string[]): Promise<Journey> {
    const response = await this.send('PUT', journeyPath(id, 'people'), {
      people,
    });
    return response.json();
  }

  async previewJourney(
    id: string,
    options?: { signal?: AbortSignal },
  ): Promise<JourneyPreview> {
    const response = await this.post(
      journeyPath(id, 'preview'),
      {},
      options?.signal,
    );
    return response.json();
  }

  async importJourneyFiles(id: string, bundle: Draft | Blob): Promise<Journey> {
    const path = journeyPath(id, 'files');
    const response =
      bundle instanceof Blob
        ? await this.send('POST', path, bundle)
        : await this.post(path, bundle);
    return response.json();
  }

  openJourneyChange(id: string, description?: string): Promise<ChangeDetail> {
    return this.write(journeyPath(id, 'change'), { description });
  }

  async getJourneyRepository(id: string): Promise<Blob> {
    const response = await this.fetch(journeyPath(id, 'repository'), {
      accept: 'application/zip',
    });
    return response.blob();
  }

  generateJourneyCases(id: string): Promise<Journey> {
    return this.write(journeyPath(id, 'cases'), {});
  }

  async getJourneyBranch(id: string): Promise<JourneyBranch | undefined> {
    const { items } = await this.get<{ items: JourneyBranch[] }>(
      journeyPath(id, 'branch'),
    );
    return items[0];
  }

  pushJourneyBranch(id: string): Promise<JourneyBranch> {
    return this.write(journeyPath(id, 'branch'), {});
  }

  async removeJourney(id: string): Promise<void> {
    await this.send('DELETE', journeyPath(id));
  }

  async refresh(): Promise<void> {
    await this.post('/registry/refresh', {});
  }

  private async get<T>(path: string, query: Query = {}): Promise<T> {
    const parameters = new URLSearchParams(
      Object.entries(query).flatMap(([key, value]) =>
        value === undefined || value === '' ? [] : [[key, String(value)]],
      ),
    ).toString();
    const response = await this.fetch(
      `${path}${parameters && `?${parameters}`}`,
    );
    return response.json();
  }

  private async fetch(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await this.fetchApi.fetch(
      `${await this.baseUrl()}${path}`,
      { headers },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  private async write<T>(path: string, body: unknown): Promise<T> {
    const response = await this.post(path, body);
    return response.json();
  }

  private post(
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<Response> {
    return this.send('POST', path, body, signal);
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Response> {
    const isBlob = body instanceof Blob;
    const response = await this.fetchApi.fetch(
      `${await this.baseUrl()}${path}`,
      {
        method,
        headers: {
          'content-type': isBlob ? 'application/zip' : 'application/json',
        },
        body: isBlob ? body : JSON.stringify(body),
        signal,
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  private baseUrl(): Promise<string> {
    return this.discoveryApi.getBaseUrl('policies');
  }
}

function changePath(id: string, part?: string): string {
  return `/changes/${encodeURIComponent(id)}${part ? `/${part}` : ''}`;
}

function journeyPath(id: string, part?: string): string {
  return `/journeys/${encodeURIComponent(id)}${part ? `/${part}` : ''}`;
}
