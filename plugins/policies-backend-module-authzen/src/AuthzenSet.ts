import {
  DeterminingPolicy,
  EvaluationRequest,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import { DecisionPoint } from './DecisionPoint';
import { Evaluator } from './decide/Evaluator';
import { engineFault } from './decide/toDecision';
import { DecisionPointSearch } from './search/DecisionPointSearch';
import { TypeNames } from './TypeNames';

/** A set whose policies stand at a decision point. */
export class AuthzenSet implements CompiledSet {
  /** The decision point may be told other policies and data at any time. */
  readonly cacheable = false;
  readonly statements: DeterminingPolicy[];
  private readonly evaluator: Evaluator;
  private readonly searcher: DecisionPointSearch;
  private disposed = false;

  constructor(
    private readonly options: {
      decisionPoint: DecisionPoint;
      manifest: PolicySetManifest;
      batchSize: number;
      concurrency: number;
    },
  ) {
    const { decisionPoint, manifest, batchSize, concurrency } = options;
    const { policies, types } = manifest.spec;
    this.statements = policies.map(({ name, title, files }) => ({
      policy: name,
      title,
      file: files?.[0],
    }));
    const names = new TypeNames(types);
    this.evaluator = new Evaluator({
      decisionPoint,
      names,
      policies: new Set(policies.map(({ name }) => name)),
      batchSize,
      concurrency,
    });
    this.searcher = new DecisionPointSearch(decisionPoint, names);
  }

  /** Present while the decision point offers one of the searches. */
  get search(): CompiledSet['search'] {
    const { search = {} } = this.options.decisionPoint.known ?? {};
    return Object.values(search).some(Boolean)
      ? async (request, page) => {
          if (this.disposed) {
            throw this.gone();
          }
          return this.searcher.search(request, page);
        }
      : undefined;
  }

  async evaluate(requests: EvaluationRequest[]): Promise<EngineDecision[]> {
    return this.disposed
      ? requests.map(() => engineFault(this.gone().message))
      : this.evaluator.evaluate(requests);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  private gone(): EngineFaultError {
    return new EngineFaultError(
      this.options.decisionPoint.engine,
      'serves this revision no more; ask again',
    );
  }
}
