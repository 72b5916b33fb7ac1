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

/** Starts a line for work that takes a while; the returned function ends it. */
export function beginStep(name) {
  const started = Date.now();
  const live = process.stdout.isTTY;
  const timer =
    live &&
    setInterval(() => {
      process.stdout.write(
        `\r${name} … ${formatDuration(Date.now() - started)} `,
      );
    }, 1000).unref();
  if (live) {
    process.stdout.write(`${name} … `);
  }
  return outcome => {
    clearInterval(timer);
    const text = outcome ?? formatDuration(Date.now() - started);
    process.stdout.write(
      live ? `\r\x1b[2K${name} … ${text}\n` : `${name} … ${text}\n`,
    );
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
