import { Worker } from 'worker_threads';
import {
  WorkerArtifact,
  WorkerOperation,
  WorkerOperations,
  WorkerResponse,
} from './protocol';

/** A worker did not answer: it hung, crashed or reported damage. It is terminated. */
export class WorkerLostError extends Error {
  name = 'WorkerLostError';
}

/** The worker is at work, but not yet at this call: too many calls wait. */
export class WorkerBusyError extends Error {
  name = 'WorkerBusyError';
}

interface Pending {
  resolve(output: never): void;
  reject(error: Error): void;
  postedAt: number;
  timeoutMs: number;
}

/** How the threads of an engine are started. */
export interface EngineWorkerOptions {
  /** Name of the engine's language, for messages. */
  language: string;
  /** Absolute path of the module that calls `runWorker`. */
  path: string;
  /** Bound of the JavaScript heap in megabytes. */
  memoryMb: number;
}

/** One thread with its own instance of an embedded engine. Once lost it stays lost. */
export class EngineWorker<A extends WorkerArtifact> {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly watchdog: NodeJS.Timeout;
  private nextId = 0;
  private lastAnswerAt = 0;
  private lostBecause?: string;
  private onLost?: () => void;

  constructor(private readonly options: EngineWorkerOptions) {
    const { path } = options;
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
   * @param timeoutMs - the call fails after this long; when the worker was at it all that time, it
   * counts as hung and is terminated
   * @throws WorkerLostError when the worker is gone before it answers, WorkerBusyError when it is
   * still at earlier calls
   */
  call<O extends WorkerOperation>(
    operation: O,
    input: WorkerOperations<A>[O]['input'],
    timeoutMs: number,
  ): Promise<WorkerOperations<A>[O]['output']> {
    if (this.lostBecause !== undefined) {
      return Promise.reject(new WorkerLostError(this.lostBecause));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, {
        resolve: resolve as Pending['resolve'],
        reject,
        postedAt: Date.now(),
        timeoutMs,
      });
      this.worker.postMessage({ id, operation, input });
    });
  }

  async terminate(): Promise<void> {
    this.lose('the engine was stopped');
    await this.worker.terminate();
  }

  private settle(response: WorkerResponse<A>): void {
    const pending = this.pending.get(response.id);
    this.lastAnswerAt = Date.now();
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
        new WorkerLostError(
          `${this.options.language} overflowed: ${response.error}`,
        ),
      );
      this.lose('the worker was replaced after an overflow');
    } else {
      pending.reject(new Error(response.error));
    }
  }

  /** Calls are answered in order, so the first one pending is the one the worker is at. */
  private checkDeadlines(): void {
    const now = Date.now();
    let first = true;
    for (const { reject, postedAt, timeoutMs } of this.pending.values()) {
      if (first && now - Math.max(postedAt, this.lastAnswerAt) > timeoutMs) {
        this.lose(`${this.options.language} did not answer in time`);
        return;
      }
      if (now - postedAt > timeoutMs) {
        reject(
          new WorkerBusyError(
            `the engine is too busy: no turn in ${timeoutMs} ms`,
          ),
        );
      }
      first = false;
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
