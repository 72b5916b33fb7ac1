/** For example "0.3 ms", "12 ms" or "1,200 ms". */
export function formatMilliseconds(milliseconds: number): string {
  return `${milliseconds.toLocaleString('en', {
    maximumFractionDigits: milliseconds < 10 ? 1 : 0,
  })} ms`;
}
