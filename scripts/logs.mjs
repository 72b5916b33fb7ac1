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

/** Follows a stream line by line: remembers the last lines, prints what matters. */
export function followLogs(child, { verbose }) {
  const recent = [];
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
        if (verbose || !quiet) {
          console.log(text);
        }
      }
    });
  }
  return { recent: () => recent.join('\n') };
}
