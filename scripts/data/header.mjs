import { closeSync, openSync, readSync } from 'node:fs';

const MAGIC = 'SQLite format 3\0';
const BYTES = 100;

/**
 * Reads how large a database says it is: https://sqlite.org/fileformat2.html#the_database_header
 *
 * @returns undefined when the file does not begin as a database
 */
export function readHeader(file) {
  const head = Buffer.alloc(BYTES);
  const descriptor = openSync(file, 'r');
  try {
    if (
      readSync(descriptor, head, 0, BYTES, 0) < BYTES ||
      head.toString('latin1', 0, MAGIC.length) !== MAGIC
    ) {
      return undefined;
    }
  } finally {
    closeSync(descriptor);
  }
  const size = head.readUInt16BE(16);
  // The count of pages holds only when the two counters of changes agree.
  const counted = head.readUInt32BE(24) === head.readUInt32BE(92);
  return {
    pageBytes: size === 1 ? 65_536 : size,
    pages: counted ? head.readUInt32BE(28) : 0,
  };
}
