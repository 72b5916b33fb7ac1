import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EngineDecision,
  FairQueue,
  OverloadedError,
  QueuedCall,
  RefusedBecause,
  TooManyRequestsError,
} from '@internal/plugin-policies-node';
import { AnswerRate } from './AnswerRate';
import { Turn } from './Turn';

/*
 * Stands before one engine and lets as many requests through as it works at promptly. The rest waits
 * here and not at the engine, so that turns mean something: see `FairQueue` for whose turn it is. While
 * nobody waits the gate costs a comparison.
 *
 * What waits is bounded twice: by number, and by what the engine answers in the time that callers wait,
 * as far as it was seen lately. So a slow engine refuses at once instead of when the time is over.
 */

/** Requests that go through together: what a message to a worker, or a call over the network, holds. */
const TOGETHER = 32;
/** Requests that may wait however slow an engine is. */
const LEAST_WAITING = 4 * TOGETHER;
/** Part of the time that callers wait for which requests are let in: when the engine slows down, they still get their turn. */
const LET_IN_FOR = 0.5;
const LOOK_EVERY_MS = 50;
/** A look that comes so late says that the portal itself stood still. */
const STOOD_STILL_MS = 250;
const MOST_SECONDS = 30;
const WARN_EVERY_MS = 10_000;

/** How calls wait for an engine; `policies.decisions.queue` in the configuration. */
export interface GateOptions {
  /** Requests that wait for one engine at most. */
  maxRequests: number;
  /** Part of these that one caller may take. */
  callerShare: number;
  /** Time that a request waits at most. */
  maxWaitMs: number;
}

interface GateCall extends QueuedCall {
  turn: Turn;
  /** Asks the next so many of its requests. */
  go(count: number): void;
  refuse(refusal: Error): void;
}

/** Admission of calls to one engine: bounded, in fair turns, refused at once when there is no room. */
export class EngineGate {
  private readonly queue: FairQueue<GateCall>;
  private readonly rate = new AnswerRate();
  private atWork = 0;
  private timer?: NodeJS.Timeout;
  private lookedAt = 0;
  /** Time in which the portal itself stood still: nobody could have been let through. */
  private stoodStillMs = 0;
  private refused = 0;
  private warnedAt = -Infinity;

  constructor(
    private readonly options: GateOptions & {
      engine: string;
      /** Requests at the engine at once. */
      atOnce: number;
      logger: LoggerService;
    },
  ) {
    this.queue = new FairQueue({
      callerShare: options.callerShare,
      isOver: ({ turn, expiresAt }) =>
        turn.refusal !== undefined || expiresAt <= this.now(),
      onOver: call => this.refuse(call, 'expired'),
    });
  }

  /**
   * Lets requests through at once, if nobody waits and there is room. Where it returns true,
   * `leave` has to be called when they are done.
   */
  enter(count: number, turn: Turn): boolean {
    if (
      count > TOGETHER ||
      this.atWork + count > this.options.atOnce ||
      !this.queue.isEmpty
    ) {
      return false;
    }
    this.atWork += count;
    turn.begin();
    return true;
  }

  /** Requests that went through at once are done. */
  leave(count: number, turn: Turn): void {
    turn.end();
    this.done(count);
  }

  /**
   * Waits for its turn, as often as it takes for all requests.
   *
   * @param ask - asks the engine for the requests of these positions
   * @returns what the engine says of each request
   * @throws TooManyRequestsError, OverloadedError, why something else of the same turn was refused, or
   * what `ask` throws
   */
  evaluate(
    total: number,
    turn: Turn,
    ask: (start: number, end: number) => Promise<EngineDecision[]>,
  ): Promise<EngineDecision[]> {
    const decisions = new Array<EngineDecision>(total);
    if (total === 0) {
      return Promise.resolve(decisions);
    }
    return this.wait(total, turn, async (start, end) => {
      const answers = await ask(start, end);
      answers.forEach((answer, index) => {
        decisions[start + index] = answer;
      });
      return decisions;
    });
  }

  /**
   * Waits for its turn to do something in one piece.
   *
   * @param size - requests that it stands for
   * @throws as `evaluate`
   */
  pass<T>(size: number, turn: Turn, work: () => Promise<T>): Promise<T> {
    let piece: Promise<T> | undefined;
    return this.wait(size, turn, () => (piece ??= work()));
  }

  /** Does work for all of `total`, part by part; what the part that ended last gave is the result. */
  private wait<T>(
    total: number,
    turn: Turn,
    work: (start: number, end: number) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let next = 0;
      let done = 0;
      let isOpen = true;
      const goesOn = turn.goesOn;
      turn.begin();
      const end = () => {
        if (isOpen) {
          isOpen = false;
          turn.end();
        }
      };
      const refuse = (refusal: Error) => {
        end();
        turn.refusal ??= refusal;
        reject(turn.refusal);
      };
      const call: GateCall = {
        caller: turn.caller,
        lane: turn.lane,
        size: total,
        begun: false,
        expiresAt:
          turn.lane === 'internal'
            ? Infinity
            : Math.min(this.now() + this.options.maxWaitMs, this.endOf(turn)),
        turn,
        refuse,
        go: count => {
          const start = next;
          next += count;
          if (start === 0) {
            // What was begun is worth to be ended.
            call.expiresAt = Math.min(
              call.expiresAt + this.options.maxWaitMs,
              this.endOf(turn),
            );
          }
          work(start, next)
            .then(result => {
              done += count;
              if (done === total) {
                end();
                resolve(result);
              }
            }, refuse)
            .finally(() => this.done(count));
        },
      };
      this.admit(call, goesOn);
    });
  }

  private admit(call: GateCall, goesOn: boolean): void {
    if (goesOn) {
      this.queue.continueWith(call);
    } else {
      const offered = this.queue.offer(call, this.room());
      if ('refused' in offered) {
        this.refuse(call, offered.refused);
        return;
      }
      offered.displaced.forEach(displaced => this.refuse(displaced, 'share'));
    }
    this.letThrough();
    if (!this.queue.isEmpty && !this.timer) {
      this.lookedAt = performance.now();
      this.rate.begin();
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    }
  }

  private done(count: number): void {
    this.atWork -= count;
    if (!this.queue.isEmpty) {
      this.rate.note(count);
      this.letThrough();
    }
  }

  private letThrough(): void {
    while (this.atWork < this.options.atOnce) {
      const taken = this.queue.take(TOGETHER);
      if (!taken) {
        return;
      }
      this.atWork += taken.count;
      taken.call.go(taken.count);
    }
  }

  /** Tells those whose time is over, though nobody left meanwhile. */
  private look(): void {
    const late = performance.now() - this.lookedAt - LOOK_EVERY_MS;
    this.lookedAt += late + LOOK_EVERY_MS;
    if (late > STOOD_STILL_MS) {
      this.stoodStillMs += late;
    }
    this.queue.sweep();
    if (this.queue.isEmpty) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.rate.end();
    }
  }

  private now(): number {
    return performance.now() - this.stoodStillMs;
  }

  /** When nobody waits for a turn any more, however long the portal stood still. */
  private endOf({ deadline }: Turn): number {
    return deadline - this.stoodStillMs;
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.queue.size;
  }

  /** Requests that may wait. */
  private room(): number {
    const { maxRequests, maxWaitMs } = this.options;
    const answered =
      (this.rate.perMillisecond ?? Infinity) * maxWaitMs * LET_IN_FOR;
    return Math.min(maxRequests, Math.max(LEAST_WAITING, answered));
  }

  private refuse(call: GateCall, because: RefusedBecause | 'expired'): void {
    if (call.turn.refusal) {
      call.refuse(call.turn.refusal);
      return;
    }
    this.noteRefusal();
    call.refuse(withoutStack(() => this.describe(call, because)));
  }

  private describe(
    { caller }: GateCall,
    because: RefusedBecause | 'expired',
  ): Error {
    const { engine, maxWaitMs } = this.options;
    const seconds = this.retryAfter();
    const again = `ask again after ${seconds} s`;
    switch (because) {
      case 'share':
        return new TooManyRequestsError(
          `'${caller}' has as many requests waiting for engine '${engine}' as one caller may; ${again}, and ask for less at once`,
          seconds,
        );
      case 'full':
        return new OverloadedError(
          `engine '${engine}' is asked for more than it can answer; ${again}`,
          seconds,
        );
      default:
        return new OverloadedError(
          `engine '${engine}' is too busy: no turn in ${maxWaitMs} ms; ${again}`,
          seconds,
        );
    }
  }

  /** Seconds until what waits now is answered. */
  private retryAfter(): number {
    const seconds =
      this.queue.size / (this.rate.perMillisecond ?? Infinity) / 1_000;
    return Math.min(MOST_SECONDS, Math.max(1, Math.ceil(seconds)));
  }

  private noteRefusal(): void {
    this.refused++;
    if (performance.now() - this.warnedAt > WARN_EVERY_MS) {
      const { engine, logger } = this.options;
      logger.warn(
        `engine '${engine}' is asked for more than it can answer: ${this.refused} calls were refused since this was last told`,
      );
      this.warnedAt = performance.now();
      this.refused = 0;
    }
  }
}

/** Refusals are many when there are any, and come of load: where in the code they were made says nothing. */
function withoutStack(make: () => Error): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
