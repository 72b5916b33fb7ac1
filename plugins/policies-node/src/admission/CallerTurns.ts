/** A call of somebody that waits, of one request or of many that may be taken bit by bit. */
export interface WaitingCall {
  readonly caller: string;
  /** Requests of it that still wait. */
  size: number;
  /** Some of its requests were taken. */
  begun: boolean;
}

interface Waiting<T> {
  caller: string;
  size: number;
  calls: T[];
}

/**
 * Calls of one urgency, by caller. Callers take turns, each for as many requests as the others, however
 * they are spread over calls; the calls of one caller keep their order.
 */
export class CallerTurns<T extends WaitingCall> {
  private readonly callers = new Map<string, Waiting<T>>();
  /** Callers in the order of their turns, the one whose turn it is first. */
  private readonly ring: Waiting<T>[] = [];
  private left: number;
  private waiting = 0;

  /**
   * @param quantum - requests of a turn
   * @param isOver - whether a call is not worth its turn any more; it is passed over
   */
  constructor(
    private readonly quantum: number,
    private readonly isOver: (call: T) => boolean,
  ) {
    this.left = quantum;
  }

  /** Number of requests that wait. */
  get size(): number {
    return this.waiting;
  }

  /** Number of requests of a caller that wait. */
  sizeOf(caller: string): number {
    return this.callers.get(caller)?.size ?? 0;
  }

  /** @returns whoever has most waiting, if that is more than `least` */
  heaviest(least: number): string | undefined {
    let heaviest: string | undefined;
    let most = least;
    for (const { caller, size } of this.ring) {
      if (size > most) {
        heaviest = caller;
        most = size;
      }
    }
    return heaviest;
  }

  add(call: T): void {
    let waiting = this.callers.get(call.caller);
    if (!waiting) {
      waiting = { caller: call.caller, size: 0, calls: [] };
      this.callers.set(call.caller, waiting);
      this.ring.push(waiting);
    }
    waiting.calls.push(call);
    waiting.size += call.size;
    this.waiting += call.size;
  }

  /**
   * Takes requests of the call that is next.
   *
   * @param most - requests at most
   * @param passedOver - gets the calls that were over
   */
  take(most: number, passedOver: T[]): { call: T; count: number } | undefined {
    for (let waiting = this.ring[0]; waiting; waiting = this.ring[0]) {
      this.passOver(waiting, passedOver);
      if (waiting.calls.length) {
        return this.takeOf(waiting, most);
      }
    }
    return undefined;
  }

  /** Takes calls away that are over, of those that are next of their callers. */
  sweep(passedOver: T[]): void {
    for (const waiting of [...this.ring]) {
      this.passOver(waiting, passedOver);
    }
  }

  /** Takes the newest call of a caller away, unless it has begun. */
  dropLast(caller: string): T | undefined {
    const waiting = this.callers.get(caller);
    const last = waiting?.calls[waiting.calls.length - 1];
    if (!waiting || !last || last.begun) {
      return undefined;
    }
    waiting.calls.pop();
    return this.drop(waiting, last);
  }

  private takeOf(
    waiting: Waiting<T>,
    most: number,
  ): { call: T; count: number } {
    const [call] = waiting.calls;
    const count = Math.min(most, this.left, call.size);
    call.size -= count;
    call.begun = true;
    waiting.size -= count;
    this.waiting -= count;
    this.left -= count;
    if (call.size === 0) {
      waiting.calls.shift();
    }
    if (!waiting.calls.length) {
      this.forget(waiting);
    } else if (this.left === 0) {
      this.ring.push(this.ring.shift()!);
      this.left = this.quantum;
    }
    return { call, count };
  }

  private passOver(waiting: Waiting<T>, passedOver: T[]): void {
    while (waiting.calls.length && this.isOver(waiting.calls[0])) {
      passedOver.push(this.drop(waiting, waiting.calls.shift()!));
    }
  }

  private drop(waiting: Waiting<T>, call: T): T {
    waiting.size -= call.size;
    this.waiting -= call.size;
    if (!waiting.calls.length) {
      this.forget(waiting);
    }
    return call;
  }

  private forget(waiting: Waiting<T>): void {
    this.callers.delete(waiting.caller);
    const place = this.ring.indexOf(waiting);
    this.ring.splice(place, 1);
    if (place === 0) {
      this.left = this.quantum;
    }
  }
}
