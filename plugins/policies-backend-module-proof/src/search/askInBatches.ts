import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  evaluateGuarded,
} from '@internal/plugin-policies-node';

const AT_ONCE = 50;

/**
 * Asks an engine about many requests, a batch at a time, so that others have their turn in between.
 *
 * @param isOver - ends it between two batches: what was not asked has no answer
 */
export async function askInBatches(
  compiled: Pick<CompiledSet, 'evaluate'>,
  requests: EvaluationRequest[],
  options: {
    signal: AbortSignal;
    isOver?(): boolean;
    onAsked?(count: number): Promise<void>;
  },
): Promise<EngineDecision[]> {
  const answers: EngineDecision[] = [];
  while (answers.length < requests.length && !options.isOver?.()) {
    options.signal.throwIfAborted();
    answers.push(
      ...(await evaluateGuarded(
        compiled,
        requests.slice(answers.length, answers.length + AT_ONCE),
      )),
    );
    await options.onAsked?.(answers.length);
  }
  return answers;
}
