import { randomBytes } from 'crypto';
import {
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'fs/promises';
import { join } from 'path';
import { FileSegments } from './FileSegments';

const LEASE = 'lease';
/** Stands between the name of a folder and of the one who took it over. */
const TAKEN = '~';
const UNFINISHED = '.';
/** Whatever else is there is left alone. */
const NAME = /^[0-9a-f]{16}-\d+(~[0-9a-f]{16})?$/;

/*
 * Each process appends in a folder of its own below the one that is configured, and renews a lease in it. What
 * a process left when it died is taken over by any other: folders are renamed, which one of many succeeds in.
 * Times are those of the file system, so that machines with other clocks agree.
 */

/** The folder of one process below that of all, and those that it took over. */
export class SpoolFolder {
  private readonly id = randomBytes(8).toString('hex');
  private made = 0;

  /** @param staleMs - a lease that was not renewed for so long is of a process that is no more */
  constructor(
    private readonly root: string,
    private readonly staleMs: number,
  ) {}

  /** @returns a new folder */
  async make(): Promise<string> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const name = `${this.id}-${this.made++}`;
    const unfinished = join(this.root, `${UNFINISHED}${name}`);
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(join(unfinished, LEASE), '', { mode: 0o600 });
    const folder = join(this.root, name);
    await rename(unfinished, folder);
    return folder;
  }

  /** Says that the one who works on it lives. @throws when it was taken over */
  async renew(folder: string): Promise<void> {
    // Not by a time of this machine: the file system says when it was written.
    await writeFile(join(folder, LEASE), '.', { flag: 'r+' });
  }

  /** Leaves what is in it to others, or nothing. */
  async leave(folder: string, isEmpty: boolean): Promise<void> {
    await rm(isEmpty ? folder : join(folder, LEASE), {
      recursive: true,
      force: true,
    });
  }

  /** Takes over what processes left that are no more. */
  async takeOver(): Promise<FileSegments[]> {
    const now = await this.readTime();
    const taken: FileSegments[] = [];
    for (const name of await readdir(this.root)) {
      const folder = join(this.root, name);
      if (
        NAME.test(name) &&
        !name.includes(this.id) &&
        (await this.isLeft(folder, now))
      ) {
        const mine = join(
          this.root,
          `${name.split(TAKEN)[0]}${TAKEN}${this.id}`,
        );
        try {
          await rename(folder, mine);
          await writeFile(join(mine, LEASE), '', { mode: 0o600 });
          taken.push(await FileSegments.open(mine));
        } catch (error) {
          // Another was faster.
          if (!isGone(error)) {
            throw error;
          }
        }
      }
    }
    return taken;
  }

  private async isLeft(folder: string, now: number): Promise<boolean> {
    try {
      if (!(await lstat(folder)).isDirectory()) {
        return false;
      }
      const { mtimeMs } = await stat(join(folder, LEASE));
      return now - mtimeMs > this.staleMs;
    } catch (error) {
      return isGone(error);
    }
  }

  private async readTime(): Promise<number> {
    const probe = join(this.root, `${UNFINISHED}${this.id}-time`);
    await writeFile(probe, '', { mode: 0o600 });
    const { mtimeMs } = await stat(probe);
    await rm(probe, { force: true });
    return mtimeMs;
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
