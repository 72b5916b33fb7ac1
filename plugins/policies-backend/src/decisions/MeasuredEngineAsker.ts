import { EvaluationRequest } from '@internal/plugin-policies-common';
import { EngineDecision, ServingSet } from '@internal/plugin-policies-node';
import { Turn } from '../engines/Turn';
import { Instruments } from '../telemetry/Instruments';
import { outcomeOfError } from '../telemetry/outcomeOf';
import { EngineAsker } from './EngineAsker';

const OUTCOMES = ['allow', 'deny', 'error'] as const;

/** Counts what engines are asked, and how long they take. */
export class MeasuredEngineAsker implements EngineAsker {
  constructor(
    private readonly engines: EngineAsker,
    private readonly instruments: Instruments,
  ) {}

  async ask(
    set: ServingSet,
    requests: EvaluationRequest[],
    turn: Turn,
  ): Promise<EngineDecision[]> {
    const { engineRequests, engineSeconds } = this.instruments;
    const { engine } = set;
    const start = performance.now();
    try {
      const decisions = await this.engines.ask(set, requests, turn);
      for (const outcome of OUTCOMES) {
        const count = countOf(decisions, outcome);
        if (count) {
          engineRequests.add(count, { engine, outcome });
        }
      }
      return decisions;
    } catch (error) {
      engineRequests.add(requests.length, {
        engine,
        outcome: outcomeOfError(error),
      });
      throw error;
    } finally {
      engineSeconds.record((performance.now() - start) / 1_000, { engine });
    }
  }
}

function countOf(decisions: EngineDecision[], wanted: string): number {
  let count = 0;
  for (const { outcome } of decisions) {
    if (outcome === wanted) {
      count++;
    }
  }
  return count;
}
