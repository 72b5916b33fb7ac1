import { ManualClock } from './ManualClock';

const TICK_MS = 20;

/** A clock that runs until a test holds it, and that a test can put forward. */
export class RunningClock extends ManualClock {
  private readonly timer: NodeJS.Timeout;
  private isHeld = false;

  constructor() {
    super();
    let last = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      if (!this.isHeld) {
        this.advance(now - last);
      }
      last = now;
    }, TICK_MS).unref();
  }

  /** Halts the process that goes by it, as far as time tells. */
  hold(): void {
    this.isHeld = true;
  }

  /** Lets it go on from where it stands. */
  release(): void {
    this.isHeld = false;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
