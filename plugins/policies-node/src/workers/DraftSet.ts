import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '../PolicyEngine';
import { DraftLease } from './DraftWorkers';
import { engineFault } from './engineFault';
import { placeOf } from './placeOf';
import { WorkerArtifact } from './protocol';

const KEY = 'draft';

/** A draft in a worker of its own; dispose it soon, others wait for the worker. */
export class DraftSet<A extends WorkerArtifact> implements CompiledSet {
  readonly statements;
  readonly vocabulary;
  readonly invariants;
  readonly known;

  static async load<A extends WorkerArtifact>(
    lease: DraftLease<A>,
    artifact: A,
    timeoutMs: number,
  ): Promise<DraftSet<A>> {
    await lease.worker.call(
      'load',
      { key: KEY, artifact },
      { processorMs: timeoutMs },
    );
    return new DraftSet(lease, artifact, timeoutMs);
  }

  private constructor(
    private readonly lease: DraftLease<A>,
    artifact: A,
    private readonly timeoutMs: number,
  ) {
    this.statements = artifact.statements.map(placeOf);
    this.vocabulary = artifact.vocabulary;
    this.invariants = artifact.invariants;
    this.known = artifact.known;
  }

  get isLost(): boolean {
    return this.lease.worker.isLost;
  }

  async evaluate(
    requests: EvaluationRequest[],
    options: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    try {
      const call = {
        key: KEY,
        requests: JSON.stringify(requests),
        explain: options.explain ?? false,
      };
      const { answers } = await this.lease.worker.call(
        'evaluate',
        { calls: [call] },
        { processorMs: this.timeoutMs },
      );
      const [answer] = answers;
      if ('error' in answer) {
        throw new Error(answer.error);
      }
      return answer.decisions;
    } catch (error) {
      return requests.map(() => engineFault(error as Error));
    }
  }

  async dispose(): Promise<void> {
    await this.lease.worker
      .call('unload', { key: KEY }, { processorMs: this.timeoutMs })
      .catch(() => {});
    this.lease.release();
  }
}
