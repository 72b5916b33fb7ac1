import { constants } from 'fs';
import {
  FileHandle,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'fs/promises';
import { join } from 'path';
import { HEADER_BYTES, readFrames } from './frames';
import { SpooledRecords, Segments } from './Segments';

/** A segment that holds so much is followed by a new one. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 512 * 1024;
const POSITION = 'position';
const NAME = /^(\d{10})\.segment$/;

interface Segment {
  number: number;
  /** What is kept for sure, and may be read. */
  bytes: number;
}

/**
 * {@link Segments} as files of one folder: frames are appended to the last one, and files are removed when all
 * of them is acknowledged. The position up to which that is so stands in a file of its own; it may be older than
 * what was stored, as what is stored again is told by its id.
 */
export class FileSegments implements Segments {
  private handle?: FileHandle;
  /** Where reading begins, in the first segment. */
  private offset = 0;
  private lastRead = 0;
  /** Number of the segment that was begun last. */
  private newest = 0;
  bytes = 0;

  /** @param folder - is there; what an earlier process left in it is read first */
  static async open(folder: string): Promise<FileSegments> {
    const segments: Segment[] = [];
    for (const name of (await readdir(folder)).sort()) {
      const [, number] = NAME.exec(name) ?? [];
      if (number !== undefined) {
        const { size } = await stat(join(folder, name));
        segments.push({ number: Number(number), bytes: size });
      }
    }
    const opened = new FileSegments(folder, segments);
    await opened.findPosition();
    return opened;
  }

  private constructor(
    readonly folder: string,
    private readonly segments: Segment[],
  ) {}

  async append(frames: Buffer): Promise<void> {
    const segment = await this.openLast();
    try {
      for (let at = 0; at < frames.length; ) {
        const { bytesWritten } = await this.handle!.write(frames, at);
        at += bytesWritten;
      }
      await this.handle!.datasync();
    } catch (error) {
      // How much of it was written is not known: what comes begins a new file.
      await this.closeHandle();
      throw error;
    }
    segment.bytes += frames.length;
    this.bytes += frames.length;
  }

  async read(most: number): Promise<SpooledRecords> {
    await this.removeRead();
    this.lastRead = 0;
    const [segment] = this.segments;
    if (!segment || this.offset >= segment.bytes) {
      return { records: [], torn: 0, more: false };
    }
    const file = await open(this.pathOf(segment), constants.O_RDONLY);
    try {
      for (let length = READ_BYTES; ; ) {
        const left = segment.bytes - this.offset;
        const bytes = Buffer.allocUnsafe(Math.min(length, left));
        const { bytesRead } = await file.read(bytes, {
          position: this.offset,
        });
        const isEnd = bytesRead >= left || bytesRead < bytes.length;
        const { records, torn, used, wanted } = readFrames(
          bytes.subarray(0, bytesRead),
          isEnd,
          most,
        );
        if (used || isEnd) {
          // A file that became shorter than it was has no more.
          this.lastRead = isEnd && !used ? left : used;
          return { records, torn, more: this.bytes > this.lastRead };
        }
        length = Math.max(length * 2, wanted ?? HEADER_BYTES);
      }
    } finally {
      await file.close();
    }
  }

  async acknowledge(): Promise<void> {
    if (!this.lastRead) {
      return;
    }
    this.offset += this.lastRead;
    this.bytes -= this.lastRead;
    this.lastRead = 0;
    await this.removeRead();
    const [segment] = this.segments;
    if (segment) {
      const path = join(this.folder, POSITION);
      await writeFile(`${path}.new`, `${segment.number} ${this.offset}`, {
        mode: 0o600,
      });
      await rename(`${path}.new`, path);
    }
  }

  async close(): Promise<boolean> {
    await this.closeHandle();
    return this.bytes === 0;
  }

  /** Removes files that were read to their end, but for the one that is written. */
  private async removeRead(): Promise<void> {
    for (;;) {
      const [segment] = this.segments;
      if (
        !segment ||
        this.offset < segment.bytes ||
        (this.handle && this.segments.length === 1)
      ) {
        return;
      }
      await rm(this.pathOf(segment), { force: true });
      this.segments.shift();
      this.offset = 0;
    }
  }

  private async openLast(): Promise<Segment> {
    const last = this.segments[this.segments.length - 1];
    if (this.handle && last.bytes < SEGMENT_BYTES) {
      return last;
    }
    await this.closeHandle();
    const segment = { number: this.newest + 1, bytes: 0 };
    this.handle = await open(this.pathOf(segment), 'wx', 0o600);
    this.newest = segment.number;
    this.segments.push(segment);
    const folder = await open(this.folder, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return segment;
  }

  private async closeHandle(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async findPosition(): Promise<void> {
    const text = await readFile(join(this.folder, POSITION), 'utf8').catch(
      () => '',
    );
    const [number, offset] = text.split(' ').map(Number);
    for (const segment of this.segments) {
      this.newest = segment.number;
      this.bytes += segment.bytes;
    }
    const [first] = this.segments;
    if (first?.number === number && offset > 0 && offset <= first.bytes) {
      this.offset = offset;
      this.bytes -= offset;
    }
  }

  private pathOf({ number }: Segment): string {
    return join(this.folder, `${String(number).padStart(10, '0')}.segment`);
  }
}
