import { SandboxProcess } from './SandboxProcess';

const LOOK_EVERY_MS = 100;

/**
 * Ends a sandbox that works without an end: one that takes more processor time for each call under way
 * than a call may, while none of them ends.
 */
export class CallWatch {
  private static readonly watches = new WeakMap<SandboxProcess, CallWatch>();

  static of(process: SandboxProcess): CallWatch {
    const watch = this.watches.get(process) ?? new CallWatch(process);
    this.watches.set(process, watch);
    return watch;
  }

  private calls = 0;
  private since = 0;
  private timer?: NodeJS.Timeout;

  private constructor(private readonly process: SandboxProcess) {}

  /** False where the system does not tell processor time: then the clock is all there is. */
  get countsProcessorTime(): boolean {
    return this.process.cpuMs !== undefined;
  }

  /**
   * @param ms - processor time of one call
   * @param concurrency - calls that are worked on at once
   * @returns to be called at its end
   */
  begin(ms: number, concurrency: number): () => void {
    if (!this.calls++) {
      this.progress();
      this.timer = setInterval(() => {
        const most = ms * Math.min(this.calls, concurrency);
        if ((this.process.cpuMs ?? 0) - this.since > most) {
          this.process.stop();
        }
      }, LOOK_EVERY_MS).unref();
    }
    return () => {
      this.progress();
      if (!--this.calls) {
        clearInterval(this.timer);
      }
    };
  }

  private progress(): void {
    this.since = this.process.cpuMs ?? 0;
  }
}
