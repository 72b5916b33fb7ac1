import { Clock } from '@internal/plugin-policies-node';
import { JobBeat } from './JobLeases';

/**
 * Tells whose heart does not beat any more, by whether it changes and not by what time it shows: the clocks
 * of replicas differ, and are set. So a worker is silent when this process has seen no beat for so long.
 */
export class SilentLeases {
  private heard = new Map<number, { beat: string; at: number }>();

  constructor(private readonly clock: Clock) {}

  /** @returns those that did not change for `silentMs` milliseconds of this process */
  find(running: JobBeat[], silentMs: number): JobBeat[] {
    const now = this.clock.steady();
    const heard = new Map<number, { beat: string; at: number }>();
    const silent = running.filter(({ id, lease, beat }) => {
      const shown = `${lease} ${beat}`;
      const last = this.heard.get(id);
      const at = last?.beat === shown ? last.at : now;
      heard.set(id, { beat: shown, at });
      return now - at > silentMs;
    });
    this.heard = heard;
    return silent;
  }
}
