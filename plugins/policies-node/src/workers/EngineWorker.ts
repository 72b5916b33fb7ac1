import { Worker } from 'worker_threads';
import { PassingQueue } from '../passing';
import { processorTime } from './processorTime';
import {
  WorkerArtifact,
  WorkerOperation,
  WorkerOperations,
  WorkerReady,
  WorkerResponse,
} from './protocol';

/*
 * What a call may take is counted in processor time of the worker itself: on a machine that is busy
 * with other things a call takes long, and nothing is wrong with it. A worker that is still not done
 * after ten times its limit, however little of the processor it had, is replaced all the same. All by a
 * clock that is not set, and looked at only where the time that passed is over the limit.
 */

/** A worker is gone before it answered: it crashed, was stopped, or was kept from its work. */
export class WorkerLostError extends Error {
  name = 'WorkerLostError';
}

/** A call took more time or memory of its worker than it may. The worker is terminated. */
export class WorkerOverflowError extends WorkerLostError {}

/** The worker is at work, but did not get to this call in time. */
export class WorkerBusyError extends Error {
  name = 'WorkerBusyError';
}

/** What a call may take, in milliseconds. */
export interface WorkerLimits {
  /** Processor time; a call that takes more counts as hung. */
  processorMs: number;
  /** After this long the caller is not kept waiting; by default when the worker is given up. */
  waitMs?: number;
}

interface Pending {
  resolve(output: never): void;
  reject(error: Error): void;
  postedAt: number;
  processorMs: number;
  waitMs: number;
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

/** Processor time in which a worker loads what it runs. */
const START_MS = 20_000;
/** How much longer than its processor time a call may take. */
const PATIENCE = 10;
/** A worker is given up before its caller is, so that the caller is told why. */
const GRACE_MS = 1_000;
const LOOK_EVERY_MS = 50;
/** A look that comes later than this says that the portal itself stood still: answers may lie here unread. */
const STOOD_STILL_MS = 250;

/** One thread with its own instance of an embedded engine. Once lost it stays lost. */
export class EngineWorker<A extends WorkerArtifact> {
  /** Resolves when it has loaded what it runs; rejects when it is lost before. */
  readonly ready: Promise<WorkerReady>;
  private readonly worker: Worker;
  private readonly pending = new PassingQueue<Pending>();
  private readonly watchdog: NodeJS.Timeout;
  private thread?: string;
  private isReady = false;
  /** What the worker is at: since when, and the time of its processor then. */
  private watched?: { id: number; since: number; used: number };
  private lookedAt = performance.now();
  private lostBecause?: WorkerLostError;
  private onLost?: () => void;
  private settleReady!: (ready: WorkerReady | WorkerLostError) => void;

  constructor(private readonly options: EngineWorkerOptions) {
    const { path } = options;
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = ready =>
        ready instanceof Error ? reject(ready) : resolve(ready);
    });
    this.ready.catch(() => {});
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
    this.worker.on('error', error => {
      const { message, code } = error as NodeJS.ErrnoException;
      this.lose(
        code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new WorkerOverflowError(message)
          : new WorkerLostError(message),
      );
    });
    this.worker.on('exit', () =>
      this.lose(new WorkerLostError('the worker ended')),
    );
    this.watchdog = setInterval(() => this.look(), LOOK_EVERY_MS);
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
   * @throws WorkerOverflowError when the call takes more than its limit, WorkerLostError when the
   * worker is gone before it answers, WorkerBusyError when it is still at this or at earlier calls
   */
  call<O extends WorkerOperation>(
    operation: O,
    input: WorkerOperations<A>[O]['input'],
    limits: WorkerLimits,
  ): Promise<WorkerOperations<A>[O]['output']> {
    if (this.lostBecause !== undefined) {
      return Promise.reject(this.lostBecause);
    }
    const { processorMs, waitMs = PATIENCE * processorMs + GRACE_MS } = limits;
    return new Promise((resolve, reject) => {
      const id = this.pending.add({
        resolve: resolve as Pending['resolve'],
        reject,
        postedAt: performance.now(),
        processorMs,
        waitMs,
      });
      this.worker.postMessage({ id, operation, input });
    });
  }

  async terminate(): Promise<void> {
    this.lose(new WorkerLostError('the engine was stopped'));
    await this.worker.terminate();
  }

  private settle(response: WorkerResponse<A>): void {
    if ('ready' in response) {
      this.isReady = true;
      this.thread = response.ready.thread;
      this.watched = undefined;
      this.settleReady(response.ready);
      return;
    }
    const pending = this.pending.take(response.id);
    if (!pending) {
      return;
    }
    if ('output' in response) {
      pending.resolve(response.output as never);
      return;
    }
    if (response.fatal) {
      pending.reject(
        new WorkerOverflowError(
          `${this.options.language} overflowed: ${response.error}`,
        ),
      );
      this.lose(
        new WorkerLostError('the worker was replaced after an overflow'),
      );
    } else {
      pending.reject(new Error(response.error));
    }
  }

  private look(): void {
    const now = performance.now();
    const stoodStill = now - this.lookedAt > STOOD_STILL_MS;
    this.lookedAt = now;
    if (stoodStill) {
      return;
    }
    this.lookAtWork(now);
    for (const { reject, postedAt, waitMs } of this.pending) {
      if (now - postedAt > waitMs) {
        // It stays among the pending, as the worker is at it or will be.
        reject(
          new WorkerBusyError(
            `the engine is too busy: no answer in ${Math.round(waitMs)} ms`,
          ),
        );
      }
    }
  }

  /** Calls are answered in order, so the first one pending is the one the worker is at. */
  private lookAtWork(now: number): void {
    const [id, limit] = this.isReady ? this.firstPending() : [-1, START_MS];
    if (id === undefined) {
      this.watched = undefined;
      return;
    }
    if (this.watched?.id !== id) {
      this.watched = { id, since: now, used: processorTime(this.thread) };
      return;
    }
    const passed = now - this.watched.since;
    if (passed <= limit) {
      return;
    }
    const used = processorTime(this.thread) - this.watched.used;
    const { language } = this.options;
    // Which thread it is, it tells when it is ready.
    if (this.isReady && used > limit) {
      this.lose(
        new WorkerOverflowError(
          `${language} did not answer in time: it used more than ${inSeconds(
            limit,
          )} of processor time`,
        ),
      );
    } else if (passed > PATIENCE * limit) {
      this.lose(
        new WorkerLostError(
          `${language} was not done after ${inSeconds(
            passed,
          )}, in which it had ${inSeconds(
            used,
          )} of processor time: the machine is too busy`,
        ),
      );
    }
  }

  private firstPending(): [id: number | undefined, limit: number] {
    const [id, pending] = this.pending.first ?? [];
    return [id, pending?.processorMs ?? 0];
  }

  private lose(reason: WorkerLostError): void {
    if (this.lostBecause !== undefined) {
      return;
    }
    this.lostBecause = reason;
    clearInterval(this.watchdog);
    this.settleReady(reason);
    for (const { reject } of this.pending.takeAll()) {
      reject(reason);
    }
    this.worker.terminate().catch(() => {});
    this.onLost?.();
  }
}

function inSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1_000).toPrecision(2))} s`;
}
