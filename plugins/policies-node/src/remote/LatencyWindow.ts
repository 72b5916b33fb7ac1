const SIZE = 64;

/** The last latencies, for a median. */
export class LatencyWindow {
  private readonly values: number[] = [];
  private next = 0;

  add(milliseconds: number): void {
    this.values[this.next] = milliseconds;
    this.next = (this.next + 1) % SIZE;
  }

  /** @returns milliseconds; undefined before the first */
  median(): number | undefined {
    const sorted = [...this.values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
