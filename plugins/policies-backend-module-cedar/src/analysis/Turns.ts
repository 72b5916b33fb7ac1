/** Lets few at a time; the others wait in the order in which they came, until they give up. */
export class Turns {
  private running = 0;
  private readonly waiting: Array<() => void> = [];

  constructor(private readonly atOnce: number) {}

  /** @throws the reason of the signal when it is aborted before its turn */
  async take<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.running >= this.atOnce) {
      await this.wait(signal);
    } else {
      this.running++;
    }
    try {
      return await run();
    } finally {
      const next = this.waiting.shift();
      if (next) {
        next();
      } else {
        this.running--;
      }
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    let giveUp = () => {};
    const turn = new Promise<void>((resolve, reject) => {
      giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(resolve), 1);
        reject(signal.reason);
      };
      this.waiting.push(resolve);
    });
    signal.addEventListener('abort', giveUp, { once: true });
    return turn.finally(() => signal.removeEventListener('abort', giveUp));
  }
}
