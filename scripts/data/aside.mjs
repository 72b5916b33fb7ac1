import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/*
 * A restore puts what was there into a folder of its own beside it. While it does, a file names that folder.
 */
const RESTORING = 'restoring';
const PREFIX = 'before-restore-';

const markerOf = folder => join(folder, RESTORING);

/** Makes a folder that was not there: what an earlier restore put aside is never touched. */
function makeNew(folder) {
  const time = new Date().toISOString().slice(0, 19).replace(/\D/g, '-');
  for (let number = 1; ; number++) {
    const name = `${PREFIX}${time}${number > 1 ? `-${number}` : ''}`;
    try {
      mkdirSync(join(folder, name), { mode: 0o700 });
      return join(folder, name);
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
  }
}

/**
 * Where a restore that was cut off has put what was there before.
 *
 * @returns undefined when none was
 */
export function findUnfinishedRestore(folder) {
  const marker = markerOf(folder);
  if (!existsSync(marker)) {
    return undefined;
  }
  // The data folder may have been moved since: only the name counts.
  const name = basename(readFileSync(marker, 'utf8').trim());
  return name.startsWith(PREFIX) ? join(folder, name) : folder;
}

/**
 * Begins to replace what is in a folder.
 *
 * @returns `aside`, the folder for what is there, and `again`, whether a restore was cut off before this one
 */
export function beginReplacing(folder) {
  const unfinished = findUnfinishedRestore(folder);
  if (unfinished !== undefined && unfinished !== folder) {
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    return { aside: unfinished, again: true };
  }
  const aside = makeNew(folder);
  // Renamed into its place, it is there as a whole or not at all.
  const written = join(aside, RESTORING);
  writeFileSync(written, aside, { mode: 0o600 });
  renameSync(written, markerOf(folder));
  return { aside, again: false };
}

/** Ends what `beginReplacing` began. */
export function endReplacing(folder) {
  rmSync(markerOf(folder));
}
