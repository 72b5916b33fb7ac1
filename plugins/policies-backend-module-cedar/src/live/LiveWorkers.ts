import { LoggerService } from '@backstage/backend-plugin-api';
import { CedarArtifact } from '../compile/artifact';
import { CedarWorker } from '../CedarWorker';
import { WorkerOperations } from '../worker/protocol';

const LOAD_TIMEOUT_MS = 30_000;

/** Threads that serve live sets: each holds all of them; a lost one is replaced and reloaded. */
export class LiveWorkers {
  private readonly artifacts = new Map<string, CedarArtifact>();
  private readonly workers: CedarWorker[] = [];
  private stopped = false;

  constructor(
    private readonly options: {
      count: number;
      memoryMb: number;
      timeoutMs: number;
      logger: LoggerService;
    },
  ) {
    for (let slot = 0; slot < options.count; slot++) {
      this.workers.push(this.start(slot));
    }
  }

  async load(key: string, artifact: CedarArtifact): Promise<void> {
    this.artifacts.set(key, artifact);
    await Promise.all(
      this.workers.map(worker =>
        worker.call('load', { key, artifact }, LOAD_TIMEOUT_MS),
      ),
    );
  }

  async unload(key: string): Promise<void> {
    this.artifacts.delete(key);
    await Promise.allSettled(
      this.workers.map(worker =>
        worker.call('unload', { key }, LOAD_TIMEOUT_MS),
      ),
    );
  }

  /** Asks the least busy worker. */
  evaluate(
    input: WorkerOperations['evaluate']['input'],
  ): Promise<WorkerOperations['evaluate']['output']> {
    let chosen = this.workers[0];
    for (const worker of this.workers) {
      if (worker.load < chosen.load) {
        chosen = worker;
      }
    }
    return chosen.call('evaluate', input, this.options.timeoutMs);
  }

  version(): Promise<WorkerOperations['version']['output']> {
    return this.workers[0].call('version', {}, this.options.timeoutMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private start(slot: number): CedarWorker {
    const worker = new CedarWorker({ memoryMb: this.options.memoryMb });
    worker.whenLost(() => {
      if (this.stopped) {
        return;
      }
      this.options.logger.warn('a live Cedar worker was lost and is replaced');
      const replacement = this.start(slot);
      this.workers[slot] = replacement;
      for (const [key, artifact] of this.artifacts) {
        replacement
          .call('load', { key, artifact }, LOAD_TIMEOUT_MS)
          .catch(error =>
            this.options.logger.error(
              `set '${key}' could not be loaded again: ${error.message}`,
            ),
          );
      }
    });
    return worker;
  }
}
