import {
  EngineDecision,
  evaluateGuarded,
  OverloadedError,
  ServingSet,
} from '@internal/plugin-policies-node';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CallGatherer } from '../engines/CallGatherer';
import { EngineGate } from '../engines/EngineGate';
import { Turn } from '../engines/Turn';
import { EngineAsker } from './EngineAsker';
import { engineMessage } from './responses';

/** Asks engines what the portal does not know yet, in the turns of callers. */
export class EngineCalls implements EngineAsker {
  private readonly gatherer = new CallGatherer();

  constructor(
    private readonly options: {
      /** Whether an engine is asked over the network. */
      isRemote(engine: string): boolean;
      /** What requests for an engine pass. */
      gateOf(engine: string): EngineGate;
      /** Called when an engine gave no decision. */
      onEngineFault(engine: string): void;
    },
  ) {}

  async ask(
    set: ServingSet,
    requests: EvaluationRequest[],
    turn: Turn,
  ): Promise<EngineDecision[]> {
    const gate = this.options.gateOf(set.engine);
    let decisions: EngineDecision[];
    if (gate.enter(requests.length, turn)) {
      try {
        decisions = await this.send(set, requests);
      } finally {
        gate.leave(requests.length, turn);
      }
    } else {
      decisions = await gate.evaluate(requests.length, turn, (start, end) =>
        this.send(set, requests.slice(start, end)),
      );
    }
    this.noteFaults(set, decisions, turn);
    return decisions;
  }

  private noteFaults(
    set: ServingSet,
    decisions: EngineDecision[],
    turn: Turn,
  ): void {
    let isFaulty = false;
    for (const decision of decisions) {
      if (decision.outcome === 'error' && decision.fault === 'engine') {
        if (decision.overloaded) {
          turn.refusal ??= new OverloadedError(
            engineMessage(set, decision.message),
            1,
          );
          throw turn.refusal;
        }
        isFaulty = true;
      }
    }
    if (isFaulty) {
      this.options.onEngineFault(set.engine);
    }
  }

  private send(
    set: ServingSet,
    requests: EvaluationRequest[],
  ): Promise<EngineDecision[]> {
    return this.options.isRemote(set.engine)
      ? this.gatherer.evaluate(set.compiled, requests)
      : evaluateGuarded(set.compiled, requests);
  }
}
