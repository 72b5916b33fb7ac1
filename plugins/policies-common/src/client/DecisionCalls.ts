import { EvaluationResponse } from '../authzen/answers';
import { EvaluationRequest } from '../authzen/types';
import { DecisionPage } from '../wire/decisions';
import {
  Draft,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
} from '../wire/playground';
import { DecisionListOptions } from '../wire/queries';
import { readLines } from './readLines';
import { RegistryCalls } from './RegistryCalls';

/** The decision log, and the playground with its drafts. */
export class DecisionCalls extends RegistryCalls {
  listDecisions(options: DecisionListOptions = {}): Promise<DecisionPage> {
    return this.get('/decisions', options);
  }

  /** Asks the live set; that is no decision of production, and not logged. */
  evaluateLive(
    set: string,
    request: EvaluationRequest,
  ): Promise<EvaluationResponse> {
    return this.post('/playground/live', { set, request });
  }

  evaluateDraft(
    body: PlaygroundEvaluateRequest,
    options?: { signal?: AbortSignal },
  ): Promise<PlaygroundEvaluateResponse> {
    return this.post('/playground/evaluate', body, options);
  }

  /** Runs all cases of a draft; events arrive as they happen. */
  async *runDraftCases(
    draft: Draft,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<PlaygroundCaseEvent> {
    const response = await this.request('/playground/cases', {
      ...options,
      method: 'POST',
      body: draft,
    });
    for await (const line of readLines(response)) {
      yield JSON.parse(line) as PlaygroundCaseEvent;
    }
  }
}
