import { readFileSync } from 'fs';

/*
 * A thread that is at work cannot tell what it used, so this side looks: Linux keeps the time of each
 * thread. Elsewhere the time of the whole process stands for it, which is never less.
 */

/**
 * Processor time that a thread has used, in milliseconds since any time.
 *
 * @param thread - as the system numbers it; undefined where it does not
 */
export function processorTime(thread: string | undefined): number {
  if (thread !== undefined) {
    try {
      const [nanoseconds] = readFileSync(
        `/proc/self/task/${thread}/schedstat`,
        'latin1',
      ).split(' ');
      return Number(nanoseconds) / 1e6;
    } catch {
      // Not every kernel counts so.
    }
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
