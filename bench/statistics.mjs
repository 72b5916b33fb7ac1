/** The middle of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? (sorted[middle - 1] + sorted[middle]) / 2
    : sorted[Math.floor(middle)];
}

/** The median over the rounds in which something was measured; undefined when that is none. */
export function medianOf(rounds, of) {
  const values = rounds.map(of).filter(Number.isFinite);
  return values.length ? median(values) : undefined;
}

/** The value that this share of some numbers does not exceed. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/**
 * How one thing compares with another: the ratio within each round, in which both met the same
 * machine, and of those the median; undefined when no round has both.
 */
export function medianRatio(rounds, of, to) {
  return medianOf(rounds, round => of(round) / to(round));
}
