import { readlinkSync } from 'fs';

/** Number of this thread at the system, where it tells (Linux). */
export function ownThread(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self').split('/').pop();
  } catch {
    return undefined;
  }
}
