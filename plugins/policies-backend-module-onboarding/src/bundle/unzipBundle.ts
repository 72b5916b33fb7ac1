import { buffer } from 'stream/consumers';
import { isUtf8 } from 'buffer';
import { InputError } from '@backstage/errors';
import {
  filePathSchema,
  LIMITS,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { Entry, fromBuffer, ZipFile } from 'yauzl';
import { checkStorable } from '@internal/plugin-policies-node';
import { isLeftover } from './isLeftover';

/* Bit of the external attributes that marks a symbolic link on Unix. */
const LINK = 0o120000;
const KIND = 0o170000;
/* Bytes that an empty file may take when it is deflated. */
const DEFLATED_NOTHING = 2;
/* What follows the directory: its end, or its end in Zip64. */
const END_SIGNATURES = ['PK\x05\x06', 'PK\x06\x06'];

/**
 * Reads the text files of a zip. Sizes are those that unpacking really gives: what a header claims is
 * not believed, and unpacking ends where a limit is passed. What tools left in the archive is told of by its
 * path alone, without its content.
 *
 * @throws InputError that names the entry: a path that leaves the folder, a link, encryption, text that
 * is not UTF-8 or cannot be stored, too many or too large files, a folder with content, or an archive with
 * more entries than it counts
 */
export async function unzipBundle(zip: Buffer): Promise<PolicyFile[]> {
  const archive = await open(zip);
  if (archive.entryCount > LIMITS.filesPerSet * 2) {
    throw tooMany(archive.entryCount);
  }
  const files: PolicyFile[] = [];
  let total = 0;
  let count = 0;
  try {
    for await (const entry of entriesOf(archive)) {
      if (entry.fileName.endsWith('/')) {
        checkFolder(entry);
        continue;
      }
      checkEntry(entry);
      if (isLeftover(entry.fileName)) {
        files.push({ path: entry.fileName, content: '' });
        continue;
      }
      count += 1;
      if (count > LIMITS.filesPerSet) {
        throw tooMany(archive.entryCount);
      }
      const content = await read(archive, entry, LIMITS.setBytes - total);
      total += content.length;
      if (!isUtf8(content)) {
        throw new InputError(
          `'${entry.fileName}' in the archive is not text in UTF-8; leave it out`,
        );
      }
      const text = content.toString('utf8');
      checkStorable(text, entry.fileName);
      files.push({ path: entry.fileName, content: text });
    }
    checkEnd(zip, archive);
  } finally {
    archive.close();
  }
  if (!count) {
    throw new InputError('the archive holds no file');
  }
  return files;
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(
      zip,
      { lazyEntries: true, validateEntrySizes: true },
      (error, archive) =>
        error
          ? reject(
              new InputError(`the archive cannot be read: ${error.message}`),
            )
          : resolve(archive),
    );
  });
}

async function* entriesOf(archive: ZipFile): AsyncIterable<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      const done = (settle: () => void) => {
        archive.removeAllListeners();
        settle();
      };
      archive.once('entry', (next: Entry) => done(() => resolve(next)));
      archive.once('end', () => done(() => resolve(undefined)));
      archive.once('error', (error: Error) =>
        done(() =>
          reject(
            new InputError(`the archive cannot be read: ${error.message}`),
          ),
        ),
      );
      archive.readEntry();
    });
    if (!entry) {
      return;
    }
    yield entry;
  }
}

/** A folder is skipped, so it must not hold what some other program would unpack as a file. */
function checkFolder({
  fileName,
  uncompressedSize,
  compressedSize,
}: Entry): void {
  if (uncompressedSize > 0 || compressedSize > DEFLATED_NOTHING) {
    throw new InputError(
      `'${fileName}' in the archive is named as a folder is, and has content; make the archive anew, with the file under a name that does not end in '/'`,
    );
  }
}

/** Behind the last entry that is counted stands the end of the directory; other programs read on to it. */
function checkEnd(zip: Buffer, archive: ZipFile): void {
  // The types of yauzl call it a boolean.
  const end = Number(archive.readEntryCursor);
  if (!END_SIGNATURES.includes(zip.subarray(end, end + 4).toString('latin1'))) {
    throw new InputError(
      `the archive counts ${archive.entryCount} of its entries, and holds more; make it anew`,
    );
  }
}

function checkEntry(entry: Entry): void {
  const name = entry.fileName;
  if (!filePathSchema.safeParse(name).success) {
    throw new InputError(
      `the archive holds '${name.slice(
        0,
        100,
      )}', which leaves the folder of the set or has characters that are not allowed`,
    );
  }
  if (((entry.externalFileAttributes >>> 16) & KIND) === LINK) {
    throw new InputError(
      `'${name}' in the archive is a link; put the file itself there`,
    );
  }
  if (entry.generalPurposeBitFlag & 1) {
    throw new InputError(
      `'${name}' in the archive is encrypted; bring it without a password`,
    );
  }
}

async function read(
  archive: ZipFile,
  entry: Entry,
  room: number,
): Promise<Buffer> {
  const limit = Math.min(LIMITS.fileBytes, room);
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    archive.openReadStream(entry, (error, opened) =>
      error ? reject(unreadable(entry, error)) : resolve(opened),
    ),
  );
  let size = 0;
  const bounded = async function* bounded() {
    for await (const chunk of stream) {
      size += (chunk as Buffer).length;
      if (size > limit) {
        throw new InputError(
          `'${entry.fileName}' makes the archive larger than it may be unpacked: ${LIMITS.fileBytes} bytes a file, ${LIMITS.setBytes} together`,
        );
      }
      yield chunk as Buffer;
    }
  };
  try {
    return await buffer(bounded());
  } catch (error) {
    throw (error as Error).name === 'InputError'
      ? error
      : unreadable(entry, error as Error);
  }
}

function unreadable(entry: Entry, error: Error): InputError {
  return new InputError(
    `'${entry.fileName}' in the archive cannot be read: ${error.message}`,
  );
}

function tooMany(count: number): InputError {
  return new InputError(
    `the archive holds ${count} entries, more than ${LIMITS.filesPerSet}; split the set`,
  );
}
