import { Worker } from 'worker_threads';
import {
  WorkerOperation,
  WorkerOperations,
  WorkerResponse,
} from './worker/protocol';

/** A worker did not answer: it hung, crashed or reported damage. It is terminated. */
export class WorkerLostError extends Error {
  name = 'WorkerLostError';
}

interface Pending {
  resolve(output: never): void;
  reject(error: Error): void;
  deadline: number;
}

/** One thread with its own Cedar instance. Once lost it stays lost. */
export class CedarWorker {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly watchdog: NodeJS.Timeout;
  private nextId = 0;
  private lostBecause?: string;
  private onLost?: () => void;

  constructor(options: { memoryMb: number }) {
    const path = require.resolve(
      '@internal/plugin-policies-backend-module-cedar/worker',
    );
    this.worker = new Worker(path, {
      // Policies must not read the environment of the backend.
      env: {},
      execArgv: path.endsWith('.ts')
        ? [
            '--require',
            require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          ]
        : [],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    });
    this.worker.unref();
    this.worker.on('message', response => this.settle(response));
    this.worker.on('error', error => this.lose((error as Error).message));
    this.worker.on('exit', () => this.lose('the worker ended'));
    this.watchdog = setInterval(() => this.checkDeadlines(), 50);
    this.watchdog.unref();
  }

  get isLost(): boolean {
    return this.lostBecause !== undefined;
  }

  /** Number of calls not answered yet. */
  get load(): number {
    return this.pending.size;
  }

  /** Has the callback run once, when the worker is lost. */
  whenLost(callback: () => void): void {
    this.onLost = callback;
  }

  /**
   * Calls the worker.
   *
   * @param timeoutMs - after this long the worker counts as hung and is terminated
   * @throws WorkerLostError when the worker is gone before it answers
   */
  call<O extends WorkerOperation>(
    operation: O,
    input: WorkerOperations[O]['input'],
    timeoutMs: number,
  ): Promise<WorkerOperations[O]['output']> {
    if (this.lostBecause !== undefined) {
      return Promise.reject(new WorkerLostError(this.lostBecause));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, {
        resolve: resolve as Pending['resolve'],
        reject,
        deadline: Date.now() + timeoutMs,
      });
      this.worker.postMessage({ id, operation, input });
    });
  }

  async terminate(): Promise<void> {
    this.lose('the engine was stopped');
    await this.worker.terminate();
  }

  private settle(response: WorkerResponse): void {
    const pending = this.pending.get(response.id);
    if (!pending) {
      return;
    }
    this.pending.delete(response.id);
    if ('output' in response) {
      pending.resolve(response.output as never);
      return;
    }
    if (response.fatal) {
      pending.reject(
        new WorkerLostError(`Cedar overflowed: ${response.error}`),
      );
      this.lose('the worker was replaced after an overflow');
    } else {
      pending.reject(new Error(response.error));
    }
  }

  private checkDeadlines(): void {
    const now = Date.now();
    for (const { deadline } of this.pending.values()) {
      if (deadline < now) {
        this.lose('Cedar did not answer in time');
        return;
      }
    }
  }

  private lose(reason: string): void {
    if (this.lostBecause !== undefined) {
      return;
    }
    this.lostBecause = reason;
    clearInterval(this.watchdog);
    for (const { reject } of this.pending.values()) {
      reject(new WorkerLostError(reason));
    }
    this.pending.clear();
    this.worker.terminate().catch(() => {});
    this.onLost?.();
  }
}
