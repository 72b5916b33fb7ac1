import { FileSegments } from './FileSegments';
import { RecordKind } from './frames';
import { GroupCommit } from './GroupCommit';
import { MemorySegments } from './MemorySegments';
import { Segments } from './Segments';
import { SpoolFolder } from './SpoolFolder';

/** Who did not say that it lives for so long is dead. */
const STALE_MS = 30_000;
/** Of what is kept in memory, while it cannot be written. */
const MOST_BUFFERED_BYTES = 64 * 1024 * 1024;
/** Part of the room that all of it may take; what is above it is for samples, counts and what is waited for. */
const COMMON_PART = 0.9;

/** How much of what comes can be kept. */
export type SpoolRoom = 'all' | 'samples' | 'none';

/** Options of {@link DecisionSpool}. */
export interface SpoolOptions {
  /** Where it is kept; by default in memory, which ends with the process. */
  folder?: string;
  mostBytes: number;
  /** Called before records are written, to add what goes with them. */
  onCommit(): void;
  /** There is something to read. */
  onCommitted(): void;
  /** Another took over what was not stored. */
  onMoved(): void;
  onProblem(message: string): void;
  /** For tests: when a process is taken for dead. */
  staleMs?: number;
}

/** Keeps records until they are stored: an append-only log in a folder, read in the order of what was written. */
export class DecisionSpool {
  /** Whether what it keeps outlives the process. */
  readonly isLasting: boolean;
  private readonly staleMs: number;
  private readonly commits: GroupCommit;
  private readonly timers: NodeJS.Timeout[] = [];
  private renewedAt = performance.now();
  private renewing: Promise<unknown> = Promise.resolve();
  /** The last one is appended to. */
  private sources: Segments[] = [];

  static async open(options: SpoolOptions): Promise<DecisionSpool> {
    if (options.folder === undefined) {
      return new DecisionSpool(options, new MemorySegments());
    }
    const folder = new SpoolFolder(options.folder, options.staleMs ?? STALE_MS);
    const own = await FileSegments.open(await folder.make());
    const spool = new DecisionSpool(options, own, folder);
    await spool.takeOver();
    return spool;
  }

  private constructor(
    private readonly options: SpoolOptions,
    private own: Segments,
    private readonly folder?: SpoolFolder,
  ) {
    this.isLasting = folder !== undefined;
    this.staleMs = options.staleMs ?? STALE_MS;
    this.sources = [own];
    this.commits = new GroupCommit({
      append: frames => this.append(frames),
      onCommit: options.onCommit,
      onCommitted: options.onCommitted,
      onFailed: error =>
        options.onProblem(
          `decisions cannot be written to the spool, and are kept in memory: ${error.message}`,
        ),
    });
    if (folder) {
      this.every(this.staleMs / 6, () => this.renew());
      this.every(this.staleMs / 2, () => this.takeOver());
    }
  }

  /** Bytes that are not stored. */
  get bytes(): number {
    let sum = this.commits.bytes;
    for (const { bytes } of this.sources) {
      sum += bytes;
    }
    return sum;
  }

  get room(): SpoolRoom {
    const { mostBytes } = this.options;
    const { bytes } = this;
    if (bytes >= mostBytes || this.commits.bytes >= MOST_BUFFERED_BYTES) {
      return 'none';
    }
    return bytes < mostBytes * COMMON_PART ? 'all' : 'samples';
  }

  add(kind: RecordKind, text: string): void {
    this.commits.add(kind, text);
  }

  /** Has what `onCommit` adds written soon. */
  commitLater(): void {
    this.commits.commitLater();
  }

  /** Resolves when all that was added before is kept. */
  commit(): Promise<void> {
    return this.commits.commit();
  }

  /** What there is to read: what was left by others, and its own. */
  listSources(): Segments[] {
    return [...this.sources];
  }

  /** Whether it holds what this process wrote. */
  isOwn(source: Segments): boolean {
    return source === this.own;
  }

  /** Removes what was taken over and is read to its end. */
  async dropRead(source: Segments): Promise<void> {
    if (
      !this.isOwn(source) &&
      source.bytes === 0 &&
      source instanceof FileSegments
    ) {
      this.sources = this.sources.filter(known => known !== source);
      await source.close();
      await this.folder?.leave(source.folder, true);
    }
  }

  /** Leaves to others what is not stored. */
  async close(): Promise<void> {
    this.commits.stop();
    this.timers.forEach(clearInterval);
    await this.renewing;
    for (const source of this.sources) {
      try {
        const isEmpty = await source.close();
        if (source instanceof FileSegments) {
          await this.folder?.leave(source.folder, isEmpty);
        }
      } catch (error) {
        this.tellProblem(error);
      }
    }
  }

  private async append(frames: Buffer): Promise<void> {
    const { own } = this;
    await own.append(frames);
    if (performance.now() - this.renewedAt > this.staleMs / 2) {
      // This process stood still: what it wrote may be where another has read to the end.
      await this.renew();
      if (own !== this.own) {
        await this.own.append(frames);
      }
    }
  }

  private async renew(): Promise<void> {
    const { folder } = this;
    for (const source of this.listSources()) {
      if (!folder || !(source instanceof FileSegments)) {
        continue;
      }
      try {
        await folder.renew(source.folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          throw error;
        }
        await source.close();
        this.sources = this.sources.filter(known => known !== source);
        if (source === this.own) {
          this.own = await FileSegments.open(await folder.make());
          this.sources.push(this.own);
          this.options.onMoved();
        }
      }
    }
    this.renewedAt = performance.now();
  }

  private async takeOver(): Promise<void> {
    const taken = (await this.folder?.takeOver()) ?? [];
    if (taken.length) {
      this.sources = [...taken, ...this.sources];
      this.options.onCommitted();
    }
  }

  private every(milliseconds: number, act: () => Promise<void>): void {
    this.timers.push(
      setInterval(() => {
        this.renewing = this.renewing
          .then(act)
          .catch(error => this.tellProblem(error));
      }, milliseconds).unref(),
    );
  }

  private tellProblem(error: unknown): void {
    this.options.onProblem(
      `the folder of the decision spool cannot be kept: ${
        (error as Error).message
      }`,
    );
  }
}
