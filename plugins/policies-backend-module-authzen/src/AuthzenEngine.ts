import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineCapability } from '@internal/plugin-policies-common';
import {
  CompileResult,
  FileReading,
  PolicyBundle,
  PolicyEngine,
} from '@internal/plugin-policies-node';
import { AuthzenOptions } from './AuthzenOptions';
import { AuthzenSet } from './AuthzenSet';
import { DecisionPoint } from './DecisionPoint';

/** A decision point that somebody else fills with policies, asked by AuthZEN. */
export class AuthzenEngine implements PolicyEngine {
  readonly remote;
  private readonly decisionPoint: DecisionPoint;

  constructor(
    private readonly options: {
      name: string;
      options: AuthzenOptions;
      logger: LoggerService;
    },
  ) {
    const { name: engine, options: settings, logger } = options;
    const decisionPoint = new DecisionPoint({
      engine,
      options: settings,
      logger,
    });
    this.decisionPoint = decisionPoint;
    this.remote = {
      url: decisionPoint.url,
      state: () => decisionPoint.state(),
    };
  }

  /** What the decision point says it can; nothing before it was asked. */
  get capabilities(): ReadonlySet<EngineCapability> {
    const { search = {} } = this.decisionPoint.known ?? {};
    return new Set(Object.values(search).some(Boolean) ? ['search'] : []);
  }

  /** Policies stand at the other end. */
  defaultPolicyFile(): undefined {
    return undefined;
  }

  isPolicyFile(): boolean {
    return false;
  }

  /** Whatever stands beside the manifest is for people. */
  describeFile(): FileReading {
    return { use: 'unused' };
  }

  /** Nothing is compiled or published: a draft asks the same policies as what is live. */
  async compile({ manifest }: PolicyBundle): Promise<CompileResult> {
    await this.decisionPoint.endpoints();
    const { batchSize, concurrency } = this.options.options;
    return {
      diagnostics: [],
      compiled: new AuthzenSet({
        decisionPoint: this.decisionPoint,
        manifest,
        batchSize,
        concurrency,
      }),
    };
  }

  /** AuthZEN tells no version. */
  async checkHealth(): Promise<{ version?: string }> {
    await this.decisionPoint.check();
    return {};
  }

  async dispose(): Promise<void> {
    await this.decisionPoint.close();
  }
}
