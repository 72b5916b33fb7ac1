import { randomUUID } from 'crypto';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '@internal/plugin-policies-node';
import { CedarArtifact, knownOf, placeOf } from '../compile/artifact';
import { engineFault } from '../engineFault';
import { LiveWorkers, MESSAGE_SIZE } from './LiveWorkers';

/** A revision served by the live workers. */
export class LiveSet implements CompiledSet {
  readonly statements;
  readonly vocabulary;
  readonly known;

  static async load(
    workers: LiveWorkers,
    artifact: CedarArtifact,
  ): Promise<LiveSet> {
    const key = randomUUID();
    await workers.load(key, artifact);
    return new LiveSet(workers, key, artifact);
  }

  private constructor(
    private readonly workers: LiveWorkers,
    private readonly key: string,
    artifact: CedarArtifact,
  ) {
    this.statements = artifact.statements.map(placeOf);
    this.vocabulary = artifact.vocabulary;
    this.known = knownOf(artifact);
  }

  async evaluate(
    requests: EvaluationRequest[],
    options: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    try {
      const parts: EvaluationRequest[][] = [];
      for (let start = 0; start < requests.length; start += MESSAGE_SIZE) {
        parts.push(requests.slice(start, start + MESSAGE_SIZE));
      }
      const decisions = await Promise.all(
        parts.map(part =>
          this.workers.evaluate(
            {
              key: this.key,
              requests: JSON.stringify(part),
              explain: options.explain ?? false,
            },
            part.length,
          ),
        ),
      );
      return decisions.flat();
    } catch (error) {
      return requests.map(() => engineFault(error as Error));
    }
  }

  dispose(): Promise<void> {
    return this.workers.unload(this.key);
  }
}
