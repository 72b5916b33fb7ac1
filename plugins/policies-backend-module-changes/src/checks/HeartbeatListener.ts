/** What a running check shows of its runner. */
export interface Heartbeat {
  change_id: number;
  name: string;
  runner: string | null;
  heartbeat_ms: string | number | null;
}

/**
 * Tells whose heart does not beat any more, by whether it changes and not by what time it shows: the clocks
 * of replicas differ, and are set. So a runner is silent when this process has seen no beat for so long.
 */
export class HeartbeatListener {
  private heard = new Map<string, { beat: string; at: number }>();

  /** @returns those that did not change for `staleMs` milliseconds of this process */
  silent<T extends Heartbeat>(running: T[], staleMs: number): T[] {
    const now = performance.now();
    const heard = new Map<string, { beat: string; at: number }>();
    const silent = running.filter(
      ({ change_id, name, runner, heartbeat_ms }) => {
        const key = `${change_id} ${name}`;
        const beat = `${runner} ${heartbeat_ms}`;
        const last = this.heard.get(key);
        const at = last?.beat === beat ? last.at : now;
        heard.set(key, { beat, at });
        return now - at > staleMs;
      },
    );
    this.heard = heard;
    return silent;
  }
}
