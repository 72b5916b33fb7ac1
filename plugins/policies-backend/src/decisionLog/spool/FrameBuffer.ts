import { HEADER_BYTES, RecordKind, writeHeader } from './frames';

const LEAST_BYTES = 256 * 1024;
/** Bytes that a letter has at most. */
const LETTER_BYTES = 3;

/**
 * Records that are not written yet, as bytes beside the heap: each decision passes here, and what would be kept
 * of it as objects would grow old.
 */
export class FrameBuffer {
  private bytes = Buffer.allocUnsafeSlow(LEAST_BYTES);
  private spare = Buffer.allocUnsafeSlow(LEAST_BYTES);
  private end = 0;
  private count = 0;

  get length(): number {
    return this.end;
  }

  add(kind: RecordKind, text: string): void {
    const start = this.end + HEADER_BYTES;
    this.reserve(start + text.length * LETTER_BYTES);
    const textBytes = this.bytes.write(text, start);
    writeHeader(this.bytes, this.end, kind, textBytes);
    this.end = start + textBytes;
    this.count++;
  }

  /** @returns what was added since; it is good until the next but one */
  take(): { frames: Buffer; records: number } {
    const taken = {
      frames: this.bytes.subarray(0, this.end),
      records: this.count,
    };
    [this.bytes, this.spare] = [this.spare, this.bytes];
    this.end = 0;
    this.count = 0;
    return taken;
  }

  /** Has before everything else what was taken last, and could not be written. */
  putBack({ frames, records }: { frames: Buffer; records: number }): void {
    const all = Buffer.concat([frames, this.bytes.subarray(0, this.end)]);
    this.end = 0;
    this.reserve(all.length);
    all.copy(this.bytes);
    this.end = all.length;
    this.count += records;
  }

  private reserve(length: number): void {
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.max(length, this.bytes.length * 2),
      );
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
  }
}
