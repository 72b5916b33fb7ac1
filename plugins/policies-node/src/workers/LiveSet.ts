import { randomUUID } from 'crypto';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '../PolicyEngine';
import { engineFault } from './engineFault';
import { LiveWorkers, MESSAGE_SIZE } from './LiveWorkers';
import { placeOf } from './placeOf';
import { WorkerArtifact } from './protocol';

/** A revision served by the live workers. */
export class LiveSet<A extends WorkerArtifact> implements CompiledSet {
  readonly statements;
  readonly vocabulary;
  readonly invariants;
  readonly known;

  static async load<A extends WorkerArtifact>(
    workers: LiveWorkers<A>,
    artifact: A,
  ): Promise<LiveSet<A>> {
    const key = randomUUID();
    await workers.load(key, artifact);
    return new LiveSet(workers, key, artifact);
  }

  private constructor(
    private readonly workers: LiveWorkers<A>,
    private readonly key: string,
    artifact: A,
  ) {
    this.statements = artifact.statements.map(placeOf);
    this.vocabulary = artifact.vocabulary;
    this.invariants = artifact.invariants;
    this.known = artifact.known;
  }

  async evaluate(
    requests: EvaluationRequest[],
    options: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    try {
      if (requests.length <= MESSAGE_SIZE) {
        return await this.ask(requests, options);
      }
      const parts: EvaluationRequest[][] = [];
      for (let start = 0; start < requests.length; start += MESSAGE_SIZE) {
        parts.push(requests.slice(start, start + MESSAGE_SIZE));
      }
      const decisions = await Promise.all(
        parts.map(part => this.ask(part, options)),
      );
      return decisions.flat();
    } catch (error) {
      return requests.map(() => engineFault(error as Error));
    }
  }

  dispose(): Promise<void> {
    return this.workers.unload(this.key);
  }

  private ask(
    requests: EvaluationRequest[],
    { explain = false }: { explain?: boolean },
  ): Promise<EngineDecision[]> {
    return this.workers.evaluate(
      { key: this.key, requests: JSON.stringify(requests), explain },
      requests.length,
    );
  }
}
