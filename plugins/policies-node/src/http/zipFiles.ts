import archiver from 'archiver';
import { Readable } from 'stream';

/**
 * Writes files into a zip.
 *
 * @param date - of every file: the same files and date give the same bytes; by default 1980, the
 * earliest a zip can say
 */
export function zipFiles(
  files: Array<{ path: string; content: string | Buffer }>,
  date: Date = new Date('1980-01-01T00:00:00Z'),
): Readable {
  const archive = archiver('zip', { zlib: { level: 9 } });
  for (const { path, content } of files) {
    archive.append(content, { name: path, date, mode: 0o644 });
  }
  archive.finalize();
  return archive;
}
