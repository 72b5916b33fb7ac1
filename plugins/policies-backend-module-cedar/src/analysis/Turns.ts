import { AskUrgency } from '@internal/plugin-policies-node';

/**
 * Lets few at a time; the others wait until they give up: the more urgent before the less, else in the order in
 * which they came.
 */
export class Turns {
  private running = 0;
  private readonly lines: Record<AskUrgency, Array<() => void>> = {
    first: [],
    normal: [],
    last: [],
  };

  constructor(private readonly atOnce: number) {}

  /** @throws the reason of the signal when it is aborted before its turn */
  async take<T>(
    signal: AbortSignal,
    run: () => Promise<T>,
    urgency: AskUrgency = 'normal',
  ): Promise<T> {
    signal.throwIfAborted();
    if (this.running >= this.atOnce) {
      await this.wait(signal, this.lines[urgency]);
    } else {
      this.running++;
    }
    try {
      return await run();
    } finally {
      const { first, normal, last } = this.lines;
      const next = first.shift() ?? normal.shift() ?? last.shift();
      if (next) {
        next();
      } else {
        this.running--;
      }
    }
  }

  private wait(signal: AbortSignal, line: Array<() => void>): Promise<void> {
    let giveUp = () => {};
    const turn = new Promise<void>((resolve, reject) => {
      giveUp = () => {
        const place = line.indexOf(resolve);
        // Whose turn came at this moment has it.
        if (place >= 0) {
          line.splice(place, 1);
          reject(signal.reason);
        }
      };
      line.push(resolve);
    });
    signal.addEventListener('abort', giveUp, { once: true });
    return turn.finally(() => signal.removeEventListener('abort', giveUp));
  }
}
