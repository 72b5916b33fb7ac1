import { createHash } from 'crypto';

/** One key for the answers of several questions, in whatever order they came. */
export function joinKeys(keys: string[]): string {
  return createHash('sha256')
    .update([...keys].sort().join())
    .digest('hex');
}
