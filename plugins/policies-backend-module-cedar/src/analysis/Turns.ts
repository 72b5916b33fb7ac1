import { AskUrgency } from '@internal/plugin-policies-node';

const URGENCIES: AskUrgency[] = ['first', 'normal', 'last'];

interface Running {
  urgency: AskUrgency;
  givesWay: AbortController;
}

/** How somebody takes a turn. */
export interface TurnOptions {
  /** By default `normal`. */
  urgency?: AskUrgency;
  /** Told whenever it waits, with what is settled when that has an end. */
  onWait?(turn: Promise<unknown>): void;
}

/**
 * Lets few at a time; the others wait until they give up: the more urgent before the less, else in the order in
 * which they came. Who runs gives way to the more urgent, and begins again as the first of its like.
 */
export class Turns {
  private readonly running = new Set<Running>();
  private readonly lines: Record<AskUrgency, Array<(own: Running) => void>> = {
    first: [],
    normal: [],
    last: [],
  };

  constructor(private readonly atOnce: number) {}

  /**
   * @param run - what the signal that it gets ends begins again, unless it was done all the same
   * @throws the reason of the signal when it is aborted before its turn
   */
  async take<T>(
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
    { urgency = 'normal', onWait }: TurnOptions = {},
  ): Promise<T> {
    signal.throwIfAborted();
    let isAgain = false;
    for (;;) {
      let own: Running;
      if (this.running.size < this.atOnce) {
        own = this.admit(urgency);
      } else {
        const turn = this.wait(signal, urgency, isAgain);
        onWait?.(turn);
        own = await turn;
      }
      try {
        own.givesWay.signal.throwIfAborted();
        return await run(AbortSignal.any([signal, own.givesWay.signal]));
      } catch (error) {
        if (signal.aborted || !own.givesWay.signal.aborted) {
          throw error;
        }
        isAgain = true;
      } finally {
        this.end(own);
      }
    }
  }

  private admit(urgency: AskUrgency): Running {
    const own = { urgency, givesWay: new AbortController() };
    this.running.add(own);
    return own;
  }

  private end(own: Running): void {
    this.running.delete(own);
    const urgency = URGENCIES.find(one => this.lines[one].length);
    if (urgency) {
      this.lines[urgency].shift()!(this.admit(urgency));
    }
  }

  private wait(
    signal: AbortSignal,
    urgency: AskUrgency,
    isAgain: boolean,
  ): Promise<Running> {
    const line = this.lines[urgency];
    let giveUp = () => {};
    const turn = new Promise<Running>((resolve, reject) => {
      giveUp = () => {
        const place = line.indexOf(resolve);
        // Whose turn came at this moment has it.
        if (place >= 0) {
          line.splice(place, 1);
          reject(signal.reason);
        }
      };
      if (isAgain) {
        line.unshift(resolve);
      } else {
        line.push(resolve);
      }
    });
    signal.addEventListener('abort', giveUp, { once: true });
    this.makeWay(urgency);
    return turn.finally(() => signal.removeEventListener('abort', giveUp));
  }

  /** Asks the least urgent to give way, one for each that waits. */
  private makeWay(urgency: AskUrgency): void {
    const rank = URGENCIES.indexOf(urgency);
    const waiting = URGENCIES.slice(0, rank + 1).reduce(
      (sum, one) => sum + this.lines[one].length,
      0,
    );
    const running = [...this.running];
    const leaving = running.filter(({ givesWay }) => givesWay.signal.aborted);
    if (leaving.length >= waiting) {
      return;
    }
    running
      .filter(
        one =>
          !one.givesWay.signal.aborted && URGENCIES.indexOf(one.urgency) > rank,
      )
      .sort(
        (a, b) => URGENCIES.indexOf(b.urgency) - URGENCIES.indexOf(a.urgency),
      )[0]
      ?.givesWay.abort(new Error('something more urgent has to be asked'));
  }
}
