import {
  CountedKind,
  DecisionCount,
  DecisionOutcome,
  LATENCY_BUCKETS,
  LoggedDecision,
} from './types';

const HOUR_MS = 3_600_000;
const MOST_CALLER_LETTERS = 255;
/** None of what stands before it in a key can hold it. */
const END = '\0';

/** What a count is of, as the log gets it. */
export type Counted = Pick<
  LoggedDecision,
  'time' | 'set' | 'revision' | 'caller' | 'durationUs'
> & { policies?: string[] };

/** The beginning of the hour of a time, in milliseconds. */
export function hourOf(time: number): number {
  return time - (time % HOUR_MS);
}

/** The same for the same kind, and for no other. */
export function countKeyOf(kind: CountedKind): string {
  return (
    prefixOf(kind.hourMs, kind.set, kind.revision) +
    suffixOf(kind.outcome, kind.latencyUs, kind.policies, kind.caller)
  );
}

/**
 * Counts decisions by their kinds, in memory. Each decision passes here, so nothing is made of one that is
 * like those before it but its key.
 */
export class Tally {
  private counts = new Map<string, DecisionCount>();
  private last = { time: '', timeMs: 0, set: '', revision: '', prefix: '' };

  add(counted: Counted, outcome: DecisionOutcome): void {
    const { set, revision } = counted;
    this.look(counted);
    const { timeMs, prefix } = this.last;
    const { policies: names, durationUs } = counted;
    const latencyUs = bucketOf(durationUs);
    const policies = names?.length ? JSON.stringify(names) : '[]';
    const caller =
      counted.caller.length > MOST_CALLER_LETTERS
        ? counted.caller.slice(0, MOST_CALLER_LETTERS)
        : counted.caller;
    const key = prefix + suffixOf(outcome, latencyUs, policies, caller);
    const count = this.counts.get(key);
    if (count) {
      count.decisions++;
      if (timeMs > count.lastSeenMs) {
        count.lastSeenMs = timeMs;
      }
    } else {
      this.counts.set(key, {
        hourMs: hourOf(timeMs),
        set,
        revision,
        policies,
        caller,
        outcome,
        latencyUs,
        decisions: 1,
        lastSeenMs: timeMs,
      });
    }
  }

  /** Empties it. */
  take(): Map<string, DecisionCount> {
    const counts = this.counts;
    this.counts = new Map();
    return counts;
  }

  /** Adds counts, such as those that were taken. */
  addCounts(counts: Iterable<DecisionCount>): void {
    for (const count of counts) {
      const key = countKeyOf(count);
      const newer = this.counts.get(key);
      this.counts.set(key, {
        ...count,
        decisions: count.decisions + (newer?.decisions ?? 0),
        lastSeenMs: Math.max(count.lastSeenMs, newer?.lastSeenMs ?? 0),
      });
    }
  }

  /** Works out what decisions of one call and of one set have in common, once for them. */
  private look({ time, set, revision }: Counted): void {
    const { last } = this;
    if (time !== last.time || set !== last.set || revision !== last.revision) {
      const timeMs = Date.parse(time);
      this.last = {
        time,
        timeMs,
        set,
        revision,
        prefix: prefixOf(hourOf(timeMs), set, revision),
      };
    }
  }
}

function prefixOf(hourMs: number, set: string, revision: string): string {
  return `${hourMs}${END}${set}${END}${revision}${END}`;
}

/** The caller comes last: it may be anything. */
function suffixOf(
  outcome: string,
  latencyUs: number,
  policies: string,
  caller: string,
): string {
  return `${outcome}${END}${latencyUs}${END}${policies}${END}${caller}`;
}

function bucketOf(durationUs: number): number {
  for (const bound of LATENCY_BUCKETS) {
    if (durationUs <= bound) {
      return bound;
    }
  }
  return 0;
}
