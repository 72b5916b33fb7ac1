import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineDecision } from '../PolicyEngine';
import { EngineWorker, EngineWorkerOptions } from './EngineWorker';
import { EvaluateCall, WorkerArtifact } from './protocol';

const LOAD_TIMEOUT_MS = 30_000;
/** Requests in one message: few enough to spread a batch over the workers and to answer in time. */
export const MESSAGE_SIZE = 32;

interface WaitingCall {
  call: EvaluateCall;
  size: number;
  resolve(decisions: EngineDecision[]): void;
  reject(error: Error): void;
}

/** Threads that serve live sets: each holds all of them; a lost one is replaced and reloaded. */
export class LiveWorkers<A extends WorkerArtifact> {
  private readonly artifacts = new Map<string, A>();
  private readonly workers: EngineWorker<A>[] = [];
  private readonly waiting: WaitingCall[] = [];
  private stopped = false;

  constructor(
    private readonly options: {
      count: number;
      worker: EngineWorkerOptions;
      timeoutMs: number;
      logger: LoggerService;
    },
  ) {
    for (let slot = 0; slot < options.count; slot++) {
      this.workers.push(this.start(slot));
    }
  }

  async load(key: string, artifact: A): Promise<void> {
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

  /**
   * Calls of one turn of the event loop go to the least busy workers together.
   *
   * @param size - number of requests in the call
   */
  evaluate(call: EvaluateCall, size: number): Promise<EngineDecision[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, size, resolve, reject });
      if (this.waiting.length === 1) {
        setImmediate(() => this.send());
      }
    });
  }

  version(): Promise<{ version: string }> {
    return this.workers[0].call('version', {}, this.options.timeoutMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private send(): void {
    const waiting = this.waiting.splice(0);
    while (waiting.length) {
      const part: WaitingCall[] = [];
      for (let size = 0; waiting.length && size < MESSAGE_SIZE; ) {
        const next = waiting.shift()!;
        size += next.size;
        part.push(next);
      }
      this.leastBusy()
        .call(
          'evaluate',
          { calls: part.map(({ call }) => call) },
          this.options.timeoutMs,
        )
        .then(({ answers }) =>
          answers.forEach((answer, index) =>
            'error' in answer
              ? part[index].reject(new Error(answer.error))
              : part[index].resolve(answer.decisions),
          ),
        )
        .catch(error => part.forEach(({ reject }) => reject(error)));
    }
  }

  private leastBusy(): EngineWorker<A> {
    return this.workers.reduce((best, worker) =>
      worker.load < best.load ? worker : best,
    );
  }

  private start(slot: number): EngineWorker<A> {
    const worker = new EngineWorker<A>(this.options.worker);
    worker.whenLost(() => {
      if (this.stopped) {
        return;
      }
      this.options.logger.warn(
        `a live worker of ${this.options.worker.language} was lost and is replaced`,
      );
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
