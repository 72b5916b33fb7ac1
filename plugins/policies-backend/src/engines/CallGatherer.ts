import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  evaluateGuarded,
} from '@internal/plugin-policies-node';

/** Requests in one call: few enough to be answered in time. */
const MOST_TOGETHER = 50;
/** After a fault of a call with several callers each asks for itself, for so long. */
const APART_MS = 10_000;

interface Waiting {
  requests: EvaluationRequest[];
  resolve(decisions: EngineDecision[]): void;
}

interface Queue {
  waiting: Waiting[];
  apartUntil: number;
}

/**
 * Sends requests about a set that come in one turn of the event loop to its remote engine together: a
 * call over the network costs the portal and the engine more than a decision does. Nothing waits for
 * that, and a request that makes the engine fail costs its neighbours their decision once only.
 */
export class CallGatherer {
  private readonly queues = new WeakMap<CompiledSet, Queue>();

  /** Never rejects; as `evaluateGuarded`. */
  evaluate(
    compiled: CompiledSet,
    requests: EvaluationRequest[],
  ): Promise<EngineDecision[]> {
    const queue = this.queues.get(compiled) ?? { waiting: [], apartUntil: 0 };
    this.queues.set(compiled, queue);
    if (
      requests.length >= MOST_TOGETHER ||
      queue.apartUntil > performance.now()
    ) {
      return evaluateGuarded(compiled, requests);
    }
    return new Promise(resolve => {
      queue.waiting.push({ requests, resolve });
      if (queue.waiting.length === 1) {
        setImmediate(() => this.send(compiled, queue));
      }
    });
  }

  private send(compiled: CompiledSet, queue: Queue): void {
    const waiting = queue.waiting.splice(0);
    while (waiting.length) {
      const together = [waiting.shift()!];
      let count = together[0].requests.length;
      while (
        waiting.length &&
        count + waiting[0].requests.length <= MOST_TOGETHER
      ) {
        count += waiting[0].requests.length;
        together.push(waiting.shift()!);
      }
      this.ask(compiled, queue, together);
    }
  }

  private async ask(
    compiled: CompiledSet,
    queue: Queue,
    together: Waiting[],
  ): Promise<void> {
    const decisions = await evaluateGuarded(
      compiled,
      together.flatMap(({ requests }) => requests),
    );
    if (
      together.length > 1 &&
      decisions.some(
        decision => decision.outcome === 'error' && decision.fault === 'engine',
      )
    ) {
      queue.apartUntil = performance.now() + APART_MS;
    }
    let start = 0;
    for (const { requests, resolve } of together) {
      resolve(decisions.slice(start, start + requests.length));
      start += requests.length;
    }
  }
}
