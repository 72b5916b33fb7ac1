import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineCapability } from '@internal/plugin-policies-common';
import {
  CompileResult,
  PolicyBundle,
  PolicyEngine,
} from '@internal/plugin-policies-node';
import { WorkerLostError } from './CedarWorker';
import { CedarOptions } from './CedarOptions';
import { defaultPolicyFile } from './compile/defaultPolicyFile';
import { DraftSet } from './draft/DraftSet';
import { DraftLease, DraftWorkers } from './draft/DraftWorkers';
import { LiveSet } from './live/LiveSet';
import { LiveWorkers } from './live/LiveWorkers';

/** Cedar embedded by WebAssembly, always in worker threads. */
export class CedarEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set([
    'explain',
    'vocabulary',
    'search',
  ]);
  private readonly live: LiveWorkers;
  private readonly drafts: DraftWorkers;

  constructor(
    private readonly options: CedarOptions & { logger: LoggerService },
  ) {
    this.live = new LiveWorkers({
      count: options.liveWorkers,
      memoryMb: options.workerMemoryMb,
      timeoutMs: options.decisionTimeoutMs,
      logger: options.logger,
    });
    this.drafts = new DraftWorkers({
      count: options.draftWorkers,
      memoryMb: options.workerMemoryMb,
    });
  }

  defaultPolicyFile(policy: string): string {
    return defaultPolicyFile(policy);
  }

  isPolicyFile(path: string): boolean {
    return path.endsWith('.cedar');
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    const lease = await this.drafts.lease();
    let kept = false;
    try {
      const { diagnostics, artifact } = await this.compileIn(lease, bundle);
      if (!artifact) {
        return { diagnostics };
      }
      if (mode === 'live') {
        return {
          diagnostics,
          compiled: await LiveSet.load(this.live, artifact),
        };
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
    return this.live.version();
  }

  async dispose(): Promise<void> {
    await Promise.all([this.live.stop(), this.drafts.stop()]);
  }

  private async compileIn(lease: DraftLease, bundle: PolicyBundle) {
    try {
      return await lease.worker.call(
        'compile',
        { bundle },
        this.options.compileTimeoutMs,
      );
    } catch (error) {
      if (error instanceof WorkerLostError) {
        return {
          diagnostics: [
            {
              severity: 'error' as const,
              source: 'cedar',
              message: `the policies overflow the engine: ${error.message}`,
              help: 'Make the policies smaller or less deeply nested.',
            },
          ],
          artifact: undefined,
        };
      }
      throw error;
    }
  }
}
