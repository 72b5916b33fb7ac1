import { statfsSync } from 'node:fs';
import { Problem } from '../Problem.mjs';

/** A portal that starts on an empty folder writes about so much. */
const LEAST_BYTES = 20e6;

/** Stops where the databases could not be written: the backend would wait for room without a word. */
export function requireRoom(folder, statfs = statfsSync) {
  const { bavail, bsize } = statfs(folder);
  const free = bavail * bsize;
  if (free < LEAST_BYTES) {
    throw new Problem(
      `The disk of the data folder "${folder}" is full: ${(free / 1e6).toFixed(
        1,
      )} MB are free`,
      'Nothing in it is lost. Free at least 100 MB and start again, or let PORTAL_DATA name a folder elsewhere',
    );
  }
}
