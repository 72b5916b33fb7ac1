import { FrameBuffer } from './FrameBuffer';
import { RecordKind } from './frames';
import { Segments } from './Segments';

/** What is recorded is kept after this long. */
const COMMIT_MS = 200;
/** A write takes a moment, and is begun so much earlier. */
const WRITE_MS = 50;
/** What could not be kept is tried again after this long. */
const RETRY_MS = 1_000;

/** Gathers records, and has all that were gathered kept at once: one write and one sync serve all who wait. */
export class GroupCommit {
  private readonly buffer = new FrameBuffer();
  private timer?: NodeJS.Timeout;
  /** When the first came of what is gathered now. */
  private since = 0;
  /** The write that begins when the one that is under way has ended. */
  private next?: Promise<void>;
  private isFailing = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: {
      /** Keeps frames, where that is now. */
      append: Segments['append'];
      /** Called before each write, to add what goes with it. */
      onCommit(): void;
      onCommitted(): void;
      onFailed(error: Error): void;
    },
  ) {}

  /** Bytes that are not kept yet. */
  get bytes(): number {
    return this.buffer.length;
  }

  add(kind: RecordKind, text: string): void {
    const now = performance.now();
    if (!this.buffer.length) {
      this.since = now;
    }
    this.buffer.add(kind, text);
    this.commitLater();
    if (!this.isFailing && now - this.since > COMMIT_MS - WRITE_MS) {
      // Timers are late where much is to be done.
      this.commit().catch(() => {});
    }
  }

  commitLater(milliseconds = COMMIT_MS - WRITE_MS): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.commit().catch(() => {});
    }, milliseconds);
  }

  /** Resolves when all that was added before is kept. */
  commit(): Promise<void> {
    if (!this.next) {
      this.next = this.last.then(() => this.write());
      this.last = this.next.catch(() => {});
    }
    return this.next;
  }

  /** Writes no more by itself. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async write(): Promise<void> {
    const { append, onCommit, onCommitted, onFailed } = this.options;
    this.next = undefined;
    this.stop();
    onCommit();
    const taken = this.buffer.take();
    if (!taken.records) {
      return;
    }
    try {
      await append(taken.frames);
    } catch (error) {
      this.buffer.putBack(taken);
      this.isFailing = true;
      onFailed(error as Error);
      this.commitLater(RETRY_MS);
      throw error;
    }
    this.isFailing = false;
    onCommitted();
  }
}
