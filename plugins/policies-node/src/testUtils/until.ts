const DEADLINE_MS = 60_000;
const AGAIN_AFTER_MS = 50;

/**
 * Looks again and again until what is there is as wanted, so that a test depends on outcomes and not on
 * the speed of the machine.
 *
 * @param look - gives what is there now
 * @param isWanted - by default whether there is anything
 * @returns what was there in the end
 * @throws Error with what was there last, after a minute; whatever `look` throws
 */
export async function until<T>(
  look: () => T | Promise<T>,
  isWanted: (seen: T) => unknown = Boolean,
): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const seen = await look();
    if (isWanted(seen)) {
      return seen;
    }
    if (performance.now() > deadline) {
      throw new Error(
        `after ${DEADLINE_MS / 1_000} s it is still ${JSON.stringify(seen)}`,
      );
    }
    await new Promise(wake => setTimeout(wake, AGAIN_AFTER_MS));
  }
}
