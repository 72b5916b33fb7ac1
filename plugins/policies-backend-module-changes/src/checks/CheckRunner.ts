import { randomUUID } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Deployments } from '@internal/plugin-policies-node';
import { ChangeStore } from '../ChangeStore';
import { Check, CheckOutcome } from './Check';
import { CheckQueue, ClaimedCheck } from './CheckQueue';

/*
 * Checks wait in the database. Any replica takes the next one by writing a new mark on it, and shows
 * that it lives; a check whose runner fell silent, as after a kill, is taken by another. A check that was
 * cancelled or that a push replaced is not the runner's any more: its next report says so. The mark is of
 * one run, not of the replica, so that a run for an earlier push never answers for a later one.
 */

const AT_ONCE = 2;
const POLL_MS = 2_000;
const HEARTBEAT_MS = 2_000;
const STALE_MS = 10_000;
/** Progress is told this often at most. */
const PROGRESS_MS = 300;

/** Runs the checks of changes. */
export class CheckRunner {
  private readonly running = new Set<AbortController>();
  private timer?: NodeJS.Timeout;
  private active = 0;
  private stopped = false;

  constructor(
    private readonly options: {
      checks: Check[];
      store: ChangeStore;
      queue: CheckQueue;
      deployments: Deployments;
      logger: LoggerService;
      /** Called when a check moved. */
      onProgress(change: string): void;
      /** Called when a check ended. */
      onEnd(change: string): Promise<void>;
    },
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS).unref();
  }

  /** Ends what is under way; another replica, or this one after its start, takes it up again. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.running.forEach(controller => controller.abort());
  }

  /** There may be something to do. */
  wake(): void {
    while (!this.stopped && this.active < AT_ONCE) {
      this.active++;
      this.work()
        .catch(error =>
          this.options.logger.warn(`checks of changes cannot be run: ${error}`),
        )
        .finally(() => {
          this.active--;
        });
    }
  }

  private async work(): Promise<void> {
    const { queue } = this.options;
    while (!this.stopped) {
      const mark = randomUUID();
      const claimed = await queue.claim(mark, STALE_MS);
      if (!claimed) {
        return;
      }
      await this.run(claimed, mark);
    }
  }

  private async run(claimed: ClaimedCheck, mark: string): Promise<void> {
    const { queue, logger, onProgress, onEnd } = this.options;
    const controller = new AbortController();
    this.running.add(controller);
    const started = performance.now();
    const report = async (progress: Parameters<CheckQueue['report']>[2]) => {
      if (this.stopped) {
        return;
      }
      const ours = await queue.report(mark, claimed, progress);
      if (!ours) {
        controller.abort();
      }
    };
    const heartbeat = setInterval(() => {
      report({ state: 'running' }).catch(() => {});
    }, HEARTBEAT_MS).unref();
    onProgress(claimed.change);
    try {
      let told = 0;
      const outcome = await this.outcomeOf(claimed, controller.signal, {
        progress: async summary => {
          if (performance.now() - told > PROGRESS_MS) {
            told = performance.now();
            await report({ state: 'running', summary });
            onProgress(claimed.change);
          }
        },
      });
      if (!this.stopped && !controller.signal.aborted) {
        await report({
          ...outcome,
          durationMs: performance.now() - started,
        });
      }
    } catch (error) {
      const { message } = error as Error;
      if (!this.stopped && !controller.signal.aborted) {
        logger.warn(
          `check '${claimed.name}' of change ${claimed.change} gave no answer: ${message}`,
        );
        await report({
          state: 'error',
          summary: 'It could not be told; run it again',
          log: [message],
          durationMs: performance.now() - started,
        });
      }
    } finally {
      clearInterval(heartbeat);
      this.running.delete(controller);
    }
    if (!this.stopped) {
      await onEnd(claimed.change);
      onProgress(claimed.change);
    }
  }

  private async outcomeOf(
    { change: id, name, revision }: ClaimedCheck,
    signal: AbortSignal,
    { progress }: { progress(summary: string): Promise<void> },
  ): Promise<CheckOutcome> {
    const { checks, store, deployments } = this.options;
    const check = checks.find(known => known.name === name);
    const change = await store.find(id);
    if (!check || !change) {
      return { state: 'skipped', summary: 'There is no such check any more' };
    }
    const proposed = await deployments.getRevision(change.set, revision);
    const base = change.base
      ? await deployments.getRevision(change.set, change.base)
      : undefined;
    return check.run({
      change,
      files: proposed?.files ?? [],
      base: base?.files,
      signal,
      progress,
    });
  }
}
