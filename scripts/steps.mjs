/** A duration as a person says it. */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const SIGN_OF_LIFE_MS = 10_000;

/**
 * Starts a line for work that takes a while; the returned function ends it. On a terminal the line counts the
 * seconds; elsewhere, as in a log, a line comes now and then.
 *
 * @param about - called for what the work is at, to be told beside the time
 */
export function beginStep(
  name,
  {
    about = () => undefined,
    output = process.stdout,
    everyMs = output.isTTY ? 1_000 : SIGN_OF_LIFE_MS,
  } = {},
) {
  const started = Date.now();
  const live = output.isTTY;
  const now = () => {
    const at = about();
    return `${name} … ${formatDuration(Date.now() - started)}${
      live ? '' : ' so far'
    }${at ? ` (${at})` : ''}`;
  };
  const timer = setInterval(() => {
    // What does not fit in a line of a terminal cannot be written over.
    output.write(
      live
        ? `\r\x1b[2K${now().slice(0, (output.columns ?? 80) - 1)}`
        : `${now()}\n`,
    );
  }, everyMs).unref();
  if (live) {
    output.write(`${name} … `);
  }
  return outcome => {
    clearInterval(timer);
    const text = outcome ?? formatDuration(Date.now() - started);
    output.write(`${live ? '\r\x1b[2K' : ''}${name} … ${text}\n`);
  };
}

/** Runs a step and prints its name and how long it took. */
export async function step(name, work) {
  const end = beginStep(name);
  try {
    const result = await work();
    end();
    return result;
  } catch (error) {
    end('failed');
    throw error;
  }
}
