import { isUtf8 } from 'buffer';
import { Dirent } from 'fs';
import { lstat, readdir, readFile } from 'fs/promises';
import { join, relative, resolve, sep } from 'path';
import { InputError } from '@backstage/errors';
import {
  LIMITS,
  MANIFEST_FILE,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { PolicySetSource, SourcedSet } from '@internal/plugin-policies-node';

/** How deep below its root a source looks for sets. */
const MAX_DEPTH = 8;
const SKIPPED = new Set(['node_modules', '.git']);

/** Something in the folder of a set that is not taken. */
class RefusedFileError extends Error {
  constructor(message: string, readonly help: string) {
    super(message);
  }
}

/** Policy sets of a local folder. */
export class FolderSource implements PolicySetSource {
  readonly name: string;
  private readonly root: string;
  private lastSignature?: string;

  constructor(folder: string) {
    this.root = resolve(folder);
    this.name = `folder:${folder}`;
  }

  async readSets(): Promise<SourcedSet[] | undefined> {
    const unreadable: SourcedSet[] = [];
    const folders = await this.findSets(this.root, 0, unreadable);
    const listings = await Promise.all(folders.map(folder => list(folder)));
    const signature = JSON.stringify([listings, unreadable]);
    if (signature === this.lastSignature) {
      return undefined;
    }
    const sets = unreadable;
    for (const [index, folder] of folders.entries()) {
      sets.push(await readSet(folder, listings[index]));
    }
    this.lastSignature = signature;
    return sets;
  }

  /** @param unreadable - gets folders below the root that may hold sets, for all that can be seen */
  private async findSets(
    folder: string,
    depth: number,
    unreadable: SourcedSet[],
  ): Promise<string[]> {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (depth === 0) {
        throw new InputError(
          `source folder '${folder}' cannot be read (${code}); fix 'policies.sources' or the folder's permissions`,
        );
      }
      if (code !== 'ENOENT') {
        unreadable.push({
          location: folder,
          error: {
            message: `folder '${folder}' cannot be read (${code})`,
            help: 'Sets registered from it keep serving; fix its permissions.',
          },
        });
      }
      return [];
    }
    // The first of two that claim a name or a type gets it, so the order is not the file system's.
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (entries.some(({ name }) => name === MANIFEST_FILE)) {
      return [folder];
    }
    const nested: string[] = [];
    for (const entry of entries) {
      if (
        entry.isDirectory() &&
        !SKIPPED.has(entry.name) &&
        depth < MAX_DEPTH
      ) {
        nested.push(
          ...(await this.findSets(
            join(folder, entry.name),
            depth + 1,
            unreadable,
          )),
        );
      }
    }
    return nested;
  }
}

interface ListedFile {
  path: string;
  kind: 'file' | 'link' | 'other';
  size: number;
  modified: number;
}

/** Every file below a folder; links are listed, never followed. */
async function list(folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const visit = async (current: string): Promise<void> => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) {
          await visit(path);
        }
      } else if (files.length <= LIMITS.filesPerSet) {
        const { size, mtimeMs } = await lstat(path);
        let kind: ListedFile['kind'] = 'other';
        if (entry.isSymbolicLink()) {
          kind = 'link';
        } else if (entry.isFile()) {
          kind = 'file';
        }
        files.push({ path, kind, size, modified: mtimeMs });
      }
    }
  };
  await visit(folder);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readSet(
  folder: string,
  listing: ListedFile[],
): Promise<SourcedSet> {
  try {
    if (listing.length > LIMITS.filesPerSet) {
      throw new RefusedFileError(
        `'${folder}' holds more than ${LIMITS.filesPerSet} files`,
        'Split the set, or move what is no policy out of its folder.',
      );
    }
    const files: PolicyFile[] = [];
    for (const file of listing) {
      files.push(await readPolicyFile(folder, file));
    }
    return { location: folder, files };
  } catch (error) {
    return {
      location: folder,
      error: {
        message: (error as Error).message,
        help:
          error instanceof RefusedFileError
            ? error.help
            : 'Check that the folder and its files can be read.',
      },
    };
  }
}

async function readPolicyFile(
  folder: string,
  file: ListedFile,
): Promise<PolicyFile> {
  const path = relative(folder, file.path).split(sep).join('/');
  if (file.kind === 'link') {
    throw new RefusedFileError(
      `'${path}' is a symbolic link`,
      'Put the file itself into the folder of the set.',
    );
  }
  if (file.kind === 'other') {
    throw new RefusedFileError(
      `'${path}' is no regular file`,
      'Remove it from the folder of the set.',
    );
  }
  if (file.size > LIMITS.fileBytes) {
    throw new RefusedFileError(
      `'${path}' has ${file.size} bytes, more than ${LIMITS.fileBytes}`,
      'Split the file.',
    );
  }
  const bytes = await readFile(file.path);
  if (!isUtf8(bytes)) {
    throw new RefusedFileError(
      `'${path}' is not valid UTF-8`,
      'Save the file as UTF-8 text.',
    );
  }
  return { path, content: bytes.toString('utf8') };
}
