import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  BatchItem,
  DecisionRecord,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  Page,
  SearchRequest,
  SearchResponse,
} from '@internal/plugin-policies-common';
import { ListQuery } from '../http/readListQuery';

/** Who asks, and of which set; without `set` the resource type decides. */
export interface DecideOptions {
  credentials: BackstageCredentials;
  set?: string;
}

/** Who reads, and of which sets; without `sets` of all. */
export interface ReadDecisionsOptions {
  credentials: BackstageCredentials;
  sets?: string[];
}

/** Decides, and tells what was decided. */
export interface DecisionService {
  /**
   * @throws InputError for a request that does not fit the set, NotFoundError or ConflictError when
   * no or more than one set is meant, ServiceUnavailableError when the engine is down, slow or unsure
   */
  evaluate(
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse>;
  /** Never throws because of an item: it gets `decision: false` and an error in its context. */
  evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ): Promise<EvaluationResponse[]>;
  /**
   * Finds what the open part of a request may be.
   *
   * @throws as `evaluate`, and NotImplementedError when the set's engine cannot search
   */
  search(
    request: SearchRequest,
    options: DecideOptions,
  ): Promise<SearchResponse>;
  /** @returns newest first */
  listDecisions(
    query: ListQuery,
    options: ReadDecisionsOptions,
  ): Promise<Page<DecisionRecord>>;
}
