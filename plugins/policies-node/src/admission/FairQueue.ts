import { CallerTurns, WaitingCall } from './CallerTurns';

/*
 * Who is served next when more is asked than an engine can answer:
 *
 *   - single decisions before batches, as somebody waits for each; so that batches do not starve, as
 *     many requests of them get their turn as single ones while both wait
 *   - within both, callers in turn, by requests and not by calls
 *   - what the portal asks for itself when nobody else waits, and now and then, so that it ends
 *
 * Who may wait: each caller has a share of the queue, and is refused above it. When the queue is full,
 * whoever has less waiting than the heaviest caller takes the place of the newest call of that one: a
 * caller that asks for little is never refused because others ask for much.
 */

/** Single decisions, batches and searches, and what the portal asks for itself. */
export type Lane = 'single' | 'batch' | 'internal';

/** A call in a {@link FairQueue}. */
export interface QueuedCall extends WaitingCall {
  readonly lane: Lane;
  /** Time after which nobody waits for it any more, by the clock of whoever owns the queue. */
  expiresAt: number;
}

/** What a {@link FairQueue} is told of its calls. */
export interface FairQueueOptions<T extends QueuedCall> {
  /** Part of the queue that one caller may take, above 0 and at most 1. */
  callerShare: number;
  /** Whether a call is not worth its turn any more. */
  isOver(call: T): boolean;
  /** Gets calls that were over before their turn. */
  onOver(call: T): void;
}

/** Why a call may not wait: its caller has its share of the queue waiting, or nobody has room left. */
export type RefusedBecause = 'share' | 'full';

/** Requests of a turn. */
const QUANTUM = { single: 4, batch: 32, internal: 8 };
/** Requests that a lane gets while another waits, in turns. */
const LANE_TURN = { single: 32, batch: 32 };
/** Requests of others after which the portal's own get a turn. */
const INTERNAL_AFTER = 1_024;

/** Calls that wait for an engine, bounded in number and served in fair turns. Keeps no time itself. */
export class FairQueue<T extends QueuedCall> {
  private readonly lanes: Record<Lane, CallerTurns<T>>;
  private readonly byCaller = new Map<string, number>();
  private left = { ...LANE_TURN };
  private sinceInternal = 0;

  constructor(private readonly options: FairQueueOptions<T>) {
    const turns = (lane: Lane) =>
      new CallerTurns<T>(QUANTUM[lane], options.isOver);
    this.lanes = {
      single: turns('single'),
      batch: turns('batch'),
      internal: turns('internal'),
    };
  }

  /** Number of requests of callers that wait. */
  get size(): number {
    return this.lanes.single.size + this.lanes.batch.size;
  }

  /** Whether nothing waits at all. */
  get isEmpty(): boolean {
    return this.size === 0 && this.lanes.internal.size === 0;
  }

  /**
   * Has a call wait. What the portal asks for itself is never refused.
   *
   * @param most - requests that may wait
   * @returns why it is refused, or calls that were displaced by it
   */
  offer(
    call: T,
    most: number,
  ): { refused: RefusedBecause } | { displaced: T[] } {
    const displaced: T[] = [];
    if (call.lane === 'internal') {
      this.lanes.internal.add(call);
      return { displaced };
    }
    const own = this.byCaller.get(call.caller) ?? 0;
    // A caller with nothing waiting may always have one call wait, which may be larger than its share.
    if (own > 0 && own + call.size > most * this.options.callerShare) {
      return { refused: 'share' };
    }
    while (this.size > 0 && this.size + call.size > most) {
      const dropped = this.displace(own + call.size);
      if (!dropped) {
        // What was displaced so far stays so: its caller has more than the others.
        return displaced.length
          ? this.added(call, displaced)
          : { refused: 'full' };
      }
      displaced.push(dropped);
    }
    return this.added(call, displaced);
  }

  /** Has a call wait that is part of one that was let in before. */
  continueWith(call: T): void {
    this.added(call, []);
  }

  /**
   * Takes requests of the call that is next; calls that are over are passed over.
   *
   * @param most - requests at most
   */
  take(most: number): { call: T; count: number } | undefined {
    while (!this.isEmpty) {
      const lane = this.nextLane();
      const passedOver: T[] = [];
      const taken = this.lanes[lane].take(most, passedOver);
      this.dropped(passedOver);
      if (taken) {
        this.noteTaken(lane, taken.call.caller, taken.count);
        return taken;
      }
    }
    return undefined;
  }

  /** Takes calls away that are over. */
  sweep(): void {
    const passedOver: T[] = [];
    Object.values(this.lanes).forEach(lane => lane.sweep(passedOver));
    this.dropped(passedOver);
  }

  private noteTaken(lane: Lane, caller: string, count: number): void {
    if (lane === 'internal') {
      this.sinceInternal = 0;
      return;
    }
    this.sinceInternal += count;
    this.left[lane] -= count;
    this.count(caller, -count);
  }

  private dropped(calls: T[]): void {
    for (const call of calls) {
      if (call.lane !== 'internal') {
        this.count(call.caller, -call.size);
      }
      this.options.onOver(call);
    }
  }

  private added(call: T, displaced: T[]): { displaced: T[] } {
    this.lanes[call.lane].add(call);
    if (call.lane !== 'internal') {
      this.count(call.caller, call.size);
    }
    return { displaced };
  }

  /** Drops the newest call of whoever has most waiting, if that is more than `own`. */
  private displace(own: number): T | undefined {
    let heaviest: string | undefined;
    let most = own;
    for (const [caller, waiting] of this.byCaller) {
      if (waiting > most) {
        heaviest = caller;
        most = waiting;
      }
    }
    if (heaviest === undefined) {
      return undefined;
    }
    const dropped =
      this.lanes.batch.dropLast(heaviest) ??
      this.lanes.single.dropLast(heaviest);
    if (dropped) {
      this.count(heaviest, -dropped.size);
    }
    return dropped;
  }

  private nextLane(): Lane {
    const { single, batch, internal } = this.lanes;
    const due = this.sinceInternal >= INTERNAL_AFTER;
    if (internal.size && (due || this.size === 0)) {
      return 'internal';
    }
    if (!batch.size || !single.size) {
      return batch.size ? 'batch' : 'single';
    }
    if (this.left.single <= 0 && this.left.batch <= 0) {
      this.left = { ...LANE_TURN };
    }
    return this.left.single > 0 ? 'single' : 'batch';
  }

  private count(caller: string, requests: number): void {
    const waiting = (this.byCaller.get(caller) ?? 0) + requests;
    if (waiting > 0) {
      this.byCaller.set(caller, waiting);
    } else {
      this.byCaller.delete(caller);
    }
  }
}
