import { readFrames } from './frames';
import { SpooledRecords, Segments } from './Segments';

/** {@link Segments} that end with the process, for portals without a folder. */
export class MemorySegments implements Segments {
  private readonly parts: Buffer[] = [];
  private used = 0;
  private lastRead = 0;
  bytes = 0;

  async append(frames: Buffer): Promise<void> {
    if (frames.length) {
      this.parts.push(Buffer.from(frames));
      this.bytes += frames.length;
    }
  }

  async read(most: number): Promise<SpooledRecords> {
    const [part] = this.parts;
    if (!part) {
      return { records: [], torn: 0, more: false };
    }
    const { records, torn, used } = readFrames(
      part.subarray(this.used),
      true,
      most,
    );
    this.lastRead = used;
    return { records, torn, more: this.bytes > used };
  }

  async acknowledge(): Promise<void> {
    this.used += this.lastRead;
    this.bytes -= this.lastRead;
    this.lastRead = 0;
    if (this.parts.length && this.used === this.parts[0].length) {
      this.parts.shift();
      this.used = 0;
    }
  }

  async close(): Promise<boolean> {
    return this.bytes === 0;
  }
}
