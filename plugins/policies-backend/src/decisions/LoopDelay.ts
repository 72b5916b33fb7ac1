const EVERY_MS = 20;

/**
 * How long what comes waits until this process looks at it, lately. Node's own histogram of this tells of all
 * time since it was reset.
 */
export class LoopDelay {
  private lookedAt = performance.now();
  private last = 0;
  private readonly timer = setInterval(() => this.look(), EVERY_MS).unref();

  get milliseconds(): number {
    return this.last;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.now();
    const delay = Math.max(0, now - this.lookedAt - EVERY_MS);
    this.lookedAt = now;
    // One spell of other work is over when it is seen; being behind goes on.
    this.last = (this.last + delay) / 2;
  }
}
