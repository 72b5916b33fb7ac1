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
import { ListQuery } from '../http/listQuery';

/**
 * Who asks, and of which set; without `set` the resource type decides. A trial is somebody who wants to know
 * what would be decided: it is neither logged nor counted.
 */
export interface DecideOptions {
  credentials: BackstageCredentials;
  set?: string;
  trial?: boolean;
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
   * no or more than one set is meant, ServiceUnavailableError when the engine is down, slow, unsure or
   * asked for more than it can answer, TooManyRequestsError when this caller alone asks for too much
   */
  evaluate(
    request: EvaluationRequest,
    options: DecideOptions,
  ): Promise<EvaluationResponse>;
  /**
   * Looks whether it is worth to read what a caller sends.
   *
   * @returns nothing to wait for where it is
   * @throws TooManyRequestsError, ServiceUnavailableError when the like was refused a moment ago: of a
   * single request at once, of a batch after a while
   */
  checkCaller(
    lane: 'single' | 'batch',
    options: { credentials: BackstageCredentials },
  ): Promise<void> | undefined;
  /**
   * Never throws because of an item: it gets `decision: false` and an error in its context.
   *
   * @throws TooManyRequestsError, ServiceUnavailableError when more is asked than can be answered:
   * a batch is then refused as a whole
   */
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
