import {
  DecisionOutcome,
  LATENCY_BUCKETS,
  LoggedDecision,
} from '@internal/plugin-policies-node';

const HOUR_MS = 3_600_000;
const MOST_CALLER_LETTERS = 255;

/** What a count tells apart. */
export interface CountedKind {
  hourMs: number;
  set: string;
  revision: string;
  /** JSON of the names of the policies that determined it. */
  policies: string;
  caller: string;
  outcome: DecisionOutcome;
  /** Upper bound of its bucket; 0 above all of them. */
  latencyUs: number;
}

/** Decisions of one kind. */
export interface Count extends CountedKind {
  decisions: number;
  lastSeenMs: number;
}

/** The beginning of the hour of a time, in milliseconds. */
export function hourOf(time: number): number {
  return time - (time % HOUR_MS);
}

/** Of lists of names: those of decisions that a cache or an engine gives again are the same object. */
const texts = new WeakMap<string[], string>();

/** JSON of the names of policies. */
export function textOf(policies: string[]): string {
  let text = texts.get(policies);
  if (text === undefined) {
    text = JSON.stringify(policies);
    texts.set(policies, text);
  }
  return text;
}

/** Of which kind a decision is. */
export function kindOf(
  decision: Pick<
    LoggedDecision,
    'set' | 'revision' | 'caller' | 'durationUs'
  > & { policies?: string[] },
  outcome: DecisionOutcome,
  time: number,
): CountedKind {
  return {
    hourMs: hourOf(time),
    set: decision.set,
    revision: decision.revision,
    policies: decision.policies ? textOf(decision.policies) : '[]',
    caller: decision.caller.slice(0, MOST_CALLER_LETTERS),
    outcome,
    latencyUs: LATENCY_BUCKETS.find(bound => decision.durationUs <= bound) ?? 0,
  };
}

/** The same for the same kind, and for no other. */
export function keyOf(kind: CountedKind): string {
  // None of these but the caller, which comes last, can hold the sign between them.
  return `${kind.hourMs}\0${kind.set}\0${kind.revision}\0${kind.outcome}\0${kind.latencyUs}\0${kind.policies}\0${kind.caller}`;
}

/** Counts decisions by their kinds, in memory. */
export class Tally {
  private counts = new Map<string, Count>();

  add(kind: CountedKind, time: number): void {
    const key = keyOf(kind);
    const count = this.counts.get(key);
    if (count) {
      count.decisions++;
      count.lastSeenMs = Math.max(count.lastSeenMs, time);
    } else {
      this.counts.set(key, { ...kind, decisions: 1, lastSeenMs: time });
    }
  }

  /** Empties it. */
  take(): Map<string, Count> {
    const counts = this.counts;
    this.counts = new Map();
    return counts;
  }

  /** Has counts again that were taken. */
  putBack(counts: Map<string, Count>): void {
    for (const [key, count] of counts) {
      const newer = this.counts.get(key);
      this.counts.set(key, {
        ...count,
        decisions: count.decisions + (newer?.decisions ?? 0),
        lastSeenMs: Math.max(count.lastSeenMs, newer?.lastSeenMs ?? 0),
      });
    }
  }
}
