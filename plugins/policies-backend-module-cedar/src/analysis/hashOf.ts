import { createHash } from 'crypto';

/** sha256, in hex, over plain data. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
