import { readFileSync, statSync } from 'node:fs';

/** Processes that hold locks of files by their inodes, from the text of /proc/locks. */
export function lockHolders(table, inodes) {
  const found = table
    .split('\n')
    // 1: POSIX  ADVISORY  WRITE 17465 fe:00:9994258 1073741824 1073742335
    .map(line => /\s(\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s/.exec(line))
    .filter(match => match && inodes.includes(Number(match[2])))
    .map(([, pid]) => Number(pid));
  return [...new Set(found)];
}

/** The processes that hold locks of files, where the system tells (Linux). */
export function findHolders(files) {
  try {
    const inodes = files.map(file => statSync(file).ino);
    return lockHolders(readFileSync('/proc/locks', 'utf8'), inodes)
      .filter(pid => pid !== process.pid)
      .map(pid => ({
        pid,
        name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
      }));
  } catch {
    return [];
  }
}
