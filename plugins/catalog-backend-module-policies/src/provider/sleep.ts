import { setTimeout } from 'node:timers/promises';

/** Waits, or returns early when the signal is aborted. */
export async function sleep(
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(
    () => {},
  );
}
