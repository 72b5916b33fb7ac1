import { Clock } from '@internal/plugin-policies-node';
import { JobBeat } from './JobLeases';

/** Between two looks no more than this counts: a look each two seconds, and what a busy process is late. */
const LOOK_MS = 3_000;

/**
 * Tells whose heart does not beat any more, by whether it changes and not by what time it shows: the clocks
 * of replicas differ, and are set. So a worker is silent when this process looked for so long and saw no beat.
 *
 * Time in which it could not look does not count, because it was halted or the database was away: nobody could
 * show a beat to it then, and whoever lives needs a moment to show the next.
 */
export class SilentLeases {
  private heard = new Map<number, { beat: string; silentMs: number }>();
  private lookedAt = 0;

  constructor(private readonly clock: Clock) {}

  /** @returns those that did not change while this process looked for `silentMs` milliseconds */
  find(running: JobBeat[], silentMs: number): JobBeat[] {
    const now = this.clock.steady();
    const passedMs = Math.min(now - this.lookedAt, LOOK_MS);
    const heard: typeof this.heard = new Map();
    const silent = running.filter(({ id, lease, beat }) => {
      const shown = `${lease} ${beat}`;
      const last = this.heard.get(id);
      const ms = last?.beat === shown ? last.silentMs + passedMs : 0;
      heard.set(id, { beat: shown, silentMs: ms });
      return ms > silentMs;
    });
    this.heard = heard;
    this.lookedAt = now;
    return silent;
  }
}
