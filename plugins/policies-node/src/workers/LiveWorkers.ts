import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineDecision } from '../PolicyEngine';
import {
  EngineWorker,
  EngineWorkerOptions,
  WorkerBusyError,
} from './EngineWorker';
import { EvaluateCall, WorkerArtifact, WorkerReady } from './protocol';

const LOAD_LIMITS = { processorMs: 30_000 };
const SWEEP_EVERY_MS = 50;
/** Requests in one message: few enough to spread a batch over the workers and to answer in time. */
export const MESSAGE_SIZE = 32;
/** Messages that a worker holds: one it is at, and one so that it does not wait for the next. */
const MESSAGES_AT_ONCE = 2;
/** Requests that a worker holds. */
export const REQUESTS_AT_ONCE = MESSAGES_AT_ONCE * MESSAGE_SIZE;

interface WaitingCall {
  call: EvaluateCall;
  size: number;
  expiresAt: number;
  resolve(decisions: EngineDecision[]): void;
  reject(error: Error): void;
}

/** Threads that serve live sets: each holds all of them; a lost one is replaced and reloaded. */
export class LiveWorkers<A extends WorkerArtifact> {
  private readonly artifacts = new Map<string, A>();
  private readonly workers: EngineWorker<A>[] = [];
  private readonly waiting: WaitingCall[] = [];
  private readonly sweeper: NodeJS.Timeout;
  private sending = false;
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
    // Calls that wait while no worker answers are told so in time.
    this.sweeper = setInterval(() => this.send(), SWEEP_EVERY_MS).unref();
  }

  async load(key: string, artifact: A): Promise<void> {
    this.artifacts.set(key, artifact);
    try {
      await Promise.all(
        this.workers.map(worker =>
          worker.call('load', { key, artifact }, LOAD_LIMITS),
        ),
      );
    } catch (error) {
      // Nobody will ask for it, so no replacement needs it.
      this.unload(key).catch(() => {});
      throw error;
    } finally {
      this.sendSoon();
    }
  }

  async unload(key: string): Promise<void> {
    this.artifacts.delete(key);
    await Promise.allSettled(
      this.workers.map(worker => worker.call('unload', { key }, LOAD_LIMITS)),
    );
  }

  /**
   * Calls of one turn of the event loop go to the least busy workers together. A worker is given two
   * messages at most, one to be at and one to go on with: what waits beyond is not lost with it, and is
   * dropped when its time is over.
   *
   * @param size - number of requests in the call
   * @throws WorkerBusyError when no worker got to it in time
   */
  evaluate(call: EvaluateCall, size: number): Promise<EngineDecision[]> {
    return new Promise((resolve, reject) => {
      const expiresAt = performance.now() + this.options.timeoutMs;
      this.waiting.push({ call, size, expiresAt, resolve, reject });
      this.sendSoon();
    });
  }

  /** Resolves when one of them can serve. */
  ready(): Promise<WorkerReady> {
    return Promise.any(this.workers.map(({ ready }) => ready)).catch(
      ({ errors }: AggregateError) => Promise.reject(errors[0]),
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.sweeper);
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private sendSoon(): void {
    if (!this.sending && this.waiting.length) {
      this.sending = true;
      setImmediate(() => {
        this.sending = false;
        this.send();
      });
    }
  }

  private send(): void {
    this.dropExpired();
    while (this.waiting.length) {
      const worker = this.leastBusy();
      if (worker.load >= MESSAGES_AT_ONCE) {
        return;
      }
      const part: WaitingCall[] = [];
      let size = 0;
      while (
        this.waiting.length &&
        (size === 0 || size + this.waiting[0].size <= MESSAGE_SIZE)
      ) {
        const next = this.waiting.shift()!;
        size += next.size;
        part.push(next);
      }
      this.post(worker, part);
    }
  }

  private post(worker: EngineWorker<A>, part: WaitingCall[]): void {
    const { timeoutMs } = this.options;
    worker
      .call(
        'evaluate',
        { calls: part.map(({ call }) => call) },
        { processorMs: timeoutMs, waitMs: 2 * timeoutMs },
      )
      .then(
        ({ answers }) =>
          answers.forEach((answer, index) =>
            'error' in answer
              ? part[index].reject(new Error(answer.error))
              : part[index].resolve(answer.decisions),
          ),
        error => part.forEach(({ reject }) => reject(error)),
      )
      .finally(() => this.sendSoon());
  }

  private dropExpired(): void {
    const now = performance.now();
    let expired = 0;
    while (this.waiting[expired]?.expiresAt <= now) {
      expired++;
    }
    for (const { reject } of this.waiting.splice(0, expired)) {
      reject(
        new WorkerBusyError(
          `the engine is too busy: no turn in ${this.options.timeoutMs} ms`,
        ),
      );
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
          .call('load', { key, artifact }, LOAD_LIMITS)
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
