import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Draft,
  EvaluationResponse,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
  PlaygroundLiveRequest,
} from '@internal/plugin-policies-common';

/** Evaluates drafts. Nothing live changes. */
export interface PlaygroundService {
  evaluate(
    call: PlaygroundEvaluateRequest,
    options: { credentials: BackstageCredentials },
  ): Promise<PlaygroundEvaluateResponse>;
  /** Asks the active revision of a set. That is no decision of production: it is not logged. */
  evaluateLive(
    call: PlaygroundLiveRequest,
    options: { credentials: BackstageCredentials },
  ): Promise<EvaluationResponse>;
  /** Runs all cases of a draft; stops early when the signal aborts. */
  runCases(
    draft: Draft,
    options: { credentials: BackstageCredentials; signal: AbortSignal },
  ): Promise<AsyncIterable<PlaygroundCaseEvent>>;
}
