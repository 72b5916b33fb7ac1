import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Draft,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
} from '@internal/plugin-policies-common';

/** Evaluates drafts. Nothing live changes. */
export interface PlaygroundService {
  evaluate(
    call: PlaygroundEvaluateRequest,
    options: { credentials: BackstageCredentials },
  ): Promise<PlaygroundEvaluateResponse>;
  /** Runs all cases of a draft; stops early when the signal aborts. */
  runCases(
    draft: Draft,
    options: { credentials: BackstageCredentials; signal: AbortSignal },
  ): Promise<AsyncIterable<PlaygroundCaseEvent>>;
}
