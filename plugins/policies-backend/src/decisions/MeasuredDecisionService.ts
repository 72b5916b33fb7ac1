import {
  BatchItem,
  EvaluationRequest,
  EvaluationResponse,
  EvaluationsSemantic,
  SearchRequest,
} from '@internal/plugin-policies-common';
import {
  DecideOptions,
  DecisionCaller,
  DecisionService,
} from '@internal/plugin-policies-node';
import { Instruments } from '../telemetry/Instruments';
import { outcomeOfError } from '../telemetry/outcomeOf';

/** Counts what comes of requests, and how long it takes. */
export class MeasuredDecisionService implements DecisionService {
  constructor(
    private readonly decisions: DecisionService,
    private readonly instruments: Instruments,
  ) {}

  evaluate(request: EvaluationRequest, options: DecideOptions) {
    return this.measure(
      'single',
      options,
      () => this.decisions.evaluate(request, options),
      answer => this.count([answer], options),
    );
  }

  checkCaller(lane: 'single' | 'batch', caller: DecisionCaller) {
    return this.decisions.checkCaller(lane, caller);
  }

  evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ) {
    return this.measure(
      'batch',
      options,
      () => this.decisions.evaluateBatch(items, semantic, options),
      answers => this.count(answers, options),
    );
  }

  search(request: SearchRequest, options: DecideOptions) {
    return this.measure(
      'search',
      options,
      () => this.decisions.search(request, options),
      () => {},
    );
  }

  private async measure<T>(
    kind: string,
    { caller: { via: door }, purpose }: DecideOptions,
    act: () => Promise<T>,
    count: (answer: T) => void,
  ): Promise<T> {
    const { decisions, decisionSeconds } = this.instruments;
    const start = performance.now();
    let outcome = 'answered';
    try {
      const answer = await act();
      count(answer);
      return answer;
    } catch (error) {
      outcome = outcomeOfError(error);
      // Which set was meant is what the caller said: there may be no such set.
      decisions.add(1, { set: '', outcome, door, purpose });
      throw error;
    } finally {
      const seconds = (performance.now() - start) / 1_000;
      decisionSeconds.record(seconds, { kind, outcome, door });
    }
  }

  /** Those of one set with one outcome together: a batch has many, one after the other. */
  private count(
    answers: EvaluationResponse[],
    { caller: { via: door }, purpose }: DecideOptions,
  ): void {
    for (let start = 0, end = 0; start < answers.length; start = end) {
      const set = setOf(answers[start]);
      const outcome = outcomeOf(answers[start]);
      do {
        end++;
      } while (
        end < answers.length &&
        setOf(answers[end]) === set &&
        outcomeOf(answers[end]) === outcome
      );
      this.instruments.decisions.add(end - start, {
        set,
        outcome,
        door,
        purpose,
      });
    }
  }
}

function setOf({ context }: EvaluationResponse): string {
  return (context?.set as string | undefined) ?? '';
}

function outcomeOf({ decision, context }: EvaluationResponse): string {
  if (context?.error !== undefined) {
    return 'failed';
  }
  return decision ? 'allow' : 'deny';
}
