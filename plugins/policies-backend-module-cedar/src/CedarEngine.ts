import { LoggerService } from '@backstage/backend-plugin-api';
import { PolicyAnalyzer, WorkerEngine } from '@internal/plugin-policies-node';
import { CedarAnalyzer } from './analysis/CedarAnalyzer';
import { CedarOptions } from './CedarOptions';
import { CedarArtifact } from './compile/artifact';
import { defaultPolicyFile } from './compile/defaultPolicyFile';
import { describeFile } from './compile/describeFile';
import { isPolicyFile } from './compile/invariantFiles';

/** Processor time for reading a revision, or for finding a request that people understand. */
const ANALYSIS_LIMITS = { processorMs: 20_000 };

/** Cedar embedded by WebAssembly, always in worker threads. */
export class CedarEngine extends WorkerEngine<CedarArtifact> {
  readonly analyzer?: PolicyAnalyzer;
  private readonly ownAnalyzer?: CedarAnalyzer;

  constructor(
    options: CedarOptions & { name?: string; logger: LoggerService },
  ) {
    super(
      {
        name: 'Cedar',
        source: 'cedar',
        workerPath: require.resolve(
          '@internal/plugin-policies-backend-module-cedar/worker',
        ),
        capabilities: ['explain', 'vocabulary', 'search'],
        defaultPolicyFile,
        isPolicyFile,
        describeFile,
      },
      options,
    );
    const { analyzer, logger, name = 'cedar' } = options;
    if (analyzer) {
      this.ownAnalyzer = new CedarAnalyzer({
        engine: name,
        analyzer,
        logger,
        cedar: {
          ask: async (what, input) =>
            (await this.askWorker(what, input, ANALYSIS_LIMITS)) as never,
          compile: bundle => this.compileApart(bundle),
          version: async () => (await this.checkHealth()).version ?? '',
        },
      });
      this.analyzer = this.ownAnalyzer;
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([super.dispose(), this.ownAnalyzer?.dispose()]);
  }
}
