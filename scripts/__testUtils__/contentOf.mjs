import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in a folder with its bytes, apart from the lock. */
export function contentOf(folder) {
  return readdirSync(folder)
    .filter(name => !/^portal\.|-shm$|-wal$/.test(name))
    .map(name => [
      name,
      statSync(join(folder, name)).isFile() &&
        readFileSync(join(folder, name), 'base64'),
    ]);
}
