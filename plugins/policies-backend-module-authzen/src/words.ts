const MAX_WORDS = 300;

/** Text of somebody else as part of a message: one line, bounded. */
export function quoted(text: string): string {
  return `'${oneLine(text)}'`;
}

/** What a decision point says of a request that it refuses, wherever it puts it. */
export function wordsOf(body: unknown): string {
  for (const said of [
    body,
    memberOf(body, 'message'),
    memberOf(body, 'error'),
    memberOf(memberOf(body, 'error'), 'message'),
  ]) {
    if (typeof said === 'string' && said.trim()) {
      return oneLine(said);
    }
  }
  return 'it does not say why';
}

/** A member of what may be an object. */
export function memberOf(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[member]
    : undefined;
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 10 * MAX_WORDS)
    // eslint-disable-next-line no-control-regex -- these are what is taken out
    .replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}
