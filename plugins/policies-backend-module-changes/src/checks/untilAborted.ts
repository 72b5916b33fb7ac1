/**
 * Waits for something no longer than until a signal.
 *
 * @throws the reason of the signal, whatever becomes of the other then
 */
export async function untilAborted<T>(
  done: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  aborted.catch(() => {});
  try {
    signal.throwIfAborted();
    return await Promise.race([done, aborted]);
  } finally {
    // Nobody hears what comes after.
    done.catch(() => {});
    signal.removeEventListener('abort', stop);
  }
}
