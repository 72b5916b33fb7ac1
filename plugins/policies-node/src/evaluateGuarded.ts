import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from './PolicyEngine';
import { overloadOf } from './remote/EngineFaultError';

/**
 * Asks an engine, whatever its driver does: a rejection, too few or too many answers, or something
 * that is no decision becomes outcome `error`, never an allow.
 */
export async function evaluateGuarded(
  compiled: Pick<CompiledSet, 'evaluate'>,
  requests: EvaluationRequest[],
  options?: { explain?: boolean },
): Promise<EngineDecision[]> {
  let decisions: EngineDecision[];
  try {
    decisions = await compiled.evaluate(requests, options);
  } catch (error) {
    return requests.map(() => ({
      ...fault((error as Error).message),
      ...overloadOf(error),
    }));
  }
  if (decisions?.length !== requests.length) {
    return requests.map(() =>
      fault(
        `its driver gave ${decisions?.length ?? 'no'} answers to ${
          requests.length
        } requests; tell the people who maintain the driver`,
      ),
    );
  }
  return decisions.every(isSound)
    ? decisions
    : decisions.map(decision =>
        isSound(decision)
          ? decision
          : fault(
              'its driver gave an answer that is no decision, or an allow beside a policy that could not be evaluated',
            ),
      );
}

function isSound(decision: EngineDecision): boolean {
  switch (decision?.outcome) {
    case 'allow':
      return !decision.errors?.length;
    case 'deny':
    case 'error':
      return true;
    default:
      return false;
  }
}

function fault(message: string): EngineDecision {
  return { outcome: 'error', fault: 'engine', message, durationUs: 0 };
}
