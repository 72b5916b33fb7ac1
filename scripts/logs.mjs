// Known to be so: this command serves this machine alone.
const expected = /backend\.baseUrl is set to a localhost URL/;

/** Reads one line of the backend's JSON log; other lines count as warnings when they come from stderr. */
export function parseLine(line, fromErrorStream) {
  if (line.startsWith('{')) {
    try {
      const { level, message, plugin, service, stack, ...rest } =
        JSON.parse(line);
      const text = `${plugin ?? service ?? 'backend'} ${level}: ${message}`;
      return {
        quiet:
          !['warn', 'error'].includes(level) || expected.test(String(message)),
        text: [text, stack ?? rest.cause].filter(Boolean).join('\n'),
      };
    } catch {
      // Something that only looks like JSON.
    }
  }
  return { quiet: !fromErrorStream, text: line };
}

const QUIET_MS = 10_000;

/** Tells whether to print a text: one that begins like another of the last seconds is left out. */
export function withoutRepeats(now = Date.now) {
  const printed = new Map();
  return text => {
    const [first] = text.split('\n', 1);
    const time = now();
    for (const [known, at] of printed) {
      if (time - at >= QUIET_MS) {
        printed.delete(known);
      }
    }
    if (printed.has(first)) {
      return false;
    }
    printed.set(first, time);
    return true;
  };
}

/** Follows a stream line by line: remembers the last lines, prints what matters. */
export function followLogs(child, { verbose }) {
  const recent = [];
  // An engine that is down fails each request with the same words.
  const isNew = withoutRepeats();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', chunk => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { quiet, text } = parseLine(line, stream === child.stderr);
        recent.push(text);
        if (recent.length > 200) {
          recent.shift();
        }
        if (verbose || (!quiet && isNew(text))) {
          console.log(text);
        }
      }
    });
  }
  return { recent: () => recent.join('\n') };
}
