import { CallerTurns, WaitingCall } from './CallerTurns';

/*
 * Who is served next when more is asked than an engine can answer:
 *
 *   - single decisions before batches, as somebody waits for each; so that batches do not starve, as
 *     many requests of them get their turn as single ones while both wait
 *   - within both, callers in turn, by requests and not by calls
 *   - what the portal asks for itself when nobody else waits, and now and then, so that it ends
 *
 * Who may wait: single ones and batches have half of the room each while both wait, as they have of the
 * turns, or batches, which need more of it at once, would find none. In each each caller has a share, and
 * is refused above it. When there is no room, whoever has less waiting than the heaviest caller takes the
 * place of the newest call of that one: a caller that asks for little is never refused because others ask
 * for much.
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
/** Lanes that share the room. */
const OTHER = { single: 'batch', batch: 'single' } as const;
/** Requests of others after which the portal's own get a turn. */
const INTERNAL_AFTER = 1_024;

/** Calls that wait for an engine, bounded in number and served in fair turns. Keeps no time itself. */
export class FairQueue<T extends QueuedCall> {
  private readonly lanes: Record<Lane, CallerTurns<T>>;
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
    const { lane, caller, size } = call;
    if (lane === 'internal') {
      this.lanes.internal.add(call);
      return { displaced };
    }
    const waiting = this.lanes[lane];
    const room = this.lanes[OTHER[lane]].size ? most / 2 : most;
    const own = waiting.sizeOf(caller);
    // A caller with nothing waiting may always have one call wait, which may be larger than its share.
    if (own > 0 && own + size > room * this.options.callerShare) {
      return { refused: 'share' };
    }
    while (waiting.size > 0 && waiting.size + size > room) {
      const heaviest = waiting.heaviest(own + size);
      const dropped = heaviest && waiting.dropLast(heaviest);
      if (!dropped) {
        // What was displaced so far stays so: its caller has more than the others.
        if (!displaced.length) {
          return { refused: 'full' };
        }
        break;
      }
      displaced.push(dropped);
    }
    waiting.add(call);
    return { displaced };
  }

  /** Has a call wait that is part of one that was let in before. */
  continueWith(call: T): void {
    this.lanes[call.lane].add(call);
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
      passedOver.forEach(call => this.options.onOver(call));
      if (taken) {
        this.noteTaken(lane, taken.count);
        return taken;
      }
    }
    return undefined;
  }

  /** Takes calls away that are over. */
  sweep(): void {
    const passedOver: T[] = [];
    Object.values(this.lanes).forEach(lane => lane.sweep(passedOver));
    passedOver.forEach(call => this.options.onOver(call));
  }

  private noteTaken(lane: Lane, count: number): void {
    if (lane === 'internal') {
      this.sinceInternal = 0;
      return;
    }
    this.sinceInternal += count;
    this.left[lane] -= count;
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
}
