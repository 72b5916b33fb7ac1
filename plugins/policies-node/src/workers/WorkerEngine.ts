import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { EngineCapability, PolicyFile } from '@internal/plugin-policies-common';
import { FileReading } from '../FileReading';
import { CompileResult, PolicyBundle, PolicyEngine } from '../PolicyEngine';
import { DraftSet } from './DraftSet';
import { DraftLease, DraftWorkers } from './DraftWorkers';
import {
  EngineWorkerOptions,
  WorkerLimits,
  WorkerBusyError,
  WorkerLostError,
  WorkerOverflowError,
} from './EngineWorker';
import { LiveSet } from './LiveSet';
import { LiveWorkers, REQUESTS_AT_ONCE } from './LiveWorkers';
import { WorkerArtifact } from './protocol';
import { WorkerOptions } from './workerOptions';

/** What tells one embedded engine from another on this side of the threads. */
export interface EmbeddedLanguage {
  /** For messages. */
  name: string;
  /** Source of its diagnostics. */
  source: string;
  /** Absolute path of the module that calls `runWorker`. */
  workerPath: string;
  capabilities: EngineCapability[];
  defaultPolicyFile(policy: string): string;
  isPolicyFile(path: string): boolean;
  describeFile: PolicyEngine['describeFile'];
}

/** An engine embedded in the portal, always in worker threads: some for live sets, others for drafts, one for compiling live sets. */
export class WorkerEngine<A extends WorkerArtifact> implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability>;
  readonly atOnce: number;
  private readonly live: LiveWorkers<A>;
  private readonly drafts: DraftWorkers<A>;
  /** What is registered and published is compiled apart: nobody's drafts delay it. */
  private readonly compilations: DraftWorkers<A>;
  /** Questions about all requests are prepared and confirmed apart from those who wait for a draft. */
  private readonly questions: DraftWorkers<A>;

  constructor(
    private readonly language: EmbeddedLanguage,
    private readonly options: WorkerOptions & { logger: LoggerService },
  ) {
    this.capabilities = new Set(language.capabilities);
    this.atOnce = options.liveWorkers * REQUESTS_AT_ONCE;
    const worker: EngineWorkerOptions = {
      language: language.name,
      path: language.workerPath,
      memoryMb: options.workerMemoryMb,
    };
    this.live = new LiveWorkers({
      count: options.liveWorkers,
      worker,
      timeoutMs: options.decisionTimeoutMs,
      logger: options.logger,
    });
    this.drafts = new DraftWorkers({ count: options.draftWorkers, worker });
    this.compilations = new DraftWorkers({ count: 1, worker });
    this.questions = new DraftWorkers({ count: 1, worker });
  }

  defaultPolicyFile(policy: string): string {
    return this.language.defaultPolicyFile(policy);
  }

  isPolicyFile(path: string): boolean {
    return this.language.isPolicyFile(path);
  }

  describeFile(file: PolicyFile, files: PolicyFile[]): FileReading | undefined {
    return this.language.describeFile(file, files);
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    if (mode === 'draft') {
      return this.compileDraft(this.drafts, bundle);
    }
    const lease = await this.compilations.lease();
    try {
      const { diagnostics, artifact } = await this.compileIn(lease, bundle);
      return artifact
        ? { diagnostics, compiled: await LiveSet.load(this.live, artifact) }
        : { diagnostics };
    } finally {
      lease.release();
    }
  }

  /** Compiles a draft as any other, without taking the place of one that a person waits for. */
  protected compileApart(bundle: PolicyBundle): Promise<CompileResult> {
    return this.compileDraft(this.questions, bundle);
  }

  /**
   * Has a worker that may be thrown away answer what only this language can.
   *
   * @throws WorkerLostError when it takes more than its limits
   */
  protected async askWorker(
    what: string,
    input: unknown,
    limits: WorkerLimits,
  ): Promise<unknown> {
    const lease = await this.questions.lease();
    try {
      const { answer } = await lease.worker.call(
        'ask',
        { what, input },
        limits,
      );
      return answer;
    } finally {
      lease.release();
    }
  }

  private async compileDraft(
    workers: DraftWorkers<A>,
    bundle: PolicyBundle,
  ): Promise<CompileResult> {
    const lease = await workers.lease();
    let kept = false;
    try {
      const { diagnostics, artifact } = await this.compileIn(lease, bundle);
      if (!artifact) {
        return { diagnostics };
      }
      const compiled = await DraftSet.load(
        lease,
        artifact,
        this.options.draftTimeoutMs,
      );
      kept = true;
      return { diagnostics, compiled };
    } finally {
      if (!kept) {
        lease.release();
      }
    }
  }

  async checkHealth(): Promise<{ version?: string }> {
    return this.live.ready();
  }

  async dispose(): Promise<void> {
    await Promise.all([
      this.live.stop(),
      this.drafts.stop(),
      this.compilations.stop(),
      this.questions.stop(),
    ]);
  }

  private async compileIn(lease: DraftLease<A>, bundle: PolicyBundle) {
    try {
      return await lease.worker.call(
        'compile',
        { bundle },
        { processorMs: this.options.compileTimeoutMs },
      );
    } catch (error) {
      if (error instanceof WorkerOverflowError) {
        return {
          diagnostics: [
            {
              severity: 'error' as const,
              source: this.language.source,
              message: `the policies overflow the engine: ${error.message}`,
              help: 'Make the policies smaller or less deeply nested.',
            },
          ],
          artifact: undefined,
        };
      }
      throw error instanceof WorkerLostError || error instanceof WorkerBusyError
        ? new ServiceUnavailableError(
            `the policies could not be compiled: ${error.message}; try again`,
          )
        : error;
    }
  }
}
