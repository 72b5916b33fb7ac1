import {
  BatchItem,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  SearchRequest,
  SearchResponse,
} from '@internal/plugin-policies-common';
import { DecisionCaller } from './DecisionCaller';

/**
 * What a decision is for. Only those of production are logged, counted, shadowed and told to observers:
 *
 * - `production`: a service enforces it
 * - `test`: somebody wants to know what would be decided
 * - `replay`: something that was asked before is asked again
 * - `internal`: the portal asks for itself
 */
export type DecisionPurpose = 'production' | 'test' | 'replay' | 'internal';

/** Who asks, what for, and of which set. */
export interface DecideOptions {
  caller: DecisionCaller;
  purpose: DecisionPurpose;
  /** By default the resource type decides. */
  set?: string;
  /** Time by `performance.now()` from which on nobody waits any more. */
  deadline?: number;
  /**
   * The revision that has to decide. In production it has to be the active one; for all else any that the
   * portal keeps is compiled for it, beside what is live. Needs `set`.
   */
  revision?: string;
}

/** Decides. */
export interface DecisionService {
  /**
   * @throws InputError for a request that does not fit the set, NotFoundError or ConflictError when
   * no or more than one set is meant or another revision is active, ServiceUnavailableError when the engine
   * is down, slow, unsure or asked for more than it can answer, TooManyRequestsError when this caller alone
   * asks for too much, NotAllowedError
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
    caller: DecisionCaller,
  ): Promise<void> | undefined;
  /**
   * Never throws because of an item: it gets `decision: false` and an error in its context.
   *
   * @throws TooManyRequestsError, ServiceUnavailableError when more is asked than can be answered:
   * a batch is then refused as a whole; NotAllowedError
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
}
