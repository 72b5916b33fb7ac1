import { totalmem } from 'os';
import { ServiceUnavailableError } from '@backstage/errors';

const MB = 1_024 * 1_024;
const MOST_WAITING = 500;
const LONGEST_WAIT_MS = 60_000;

interface Waiting {
  memoryMb: number;
  start(): void;
  late?: NodeJS.Timeout;
}

/** Memory that all drafts in sandboxes may have together: those that find none wait for their turn. */
export class MemoryBudget {
  /** A quarter of the machine, at least 512 MB and at most 2 GB, for all engines of the process. */
  static readonly shared = new MemoryBudget(
    Math.max(512, Math.min(2_048, Math.floor(totalmem() / MB / 4))),
  );

  private taken = 0;
  private running = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly totalMb: number) {}

  /**
   * Runs something that may need so much memory; what needs more than there is runs alone.
   *
   * @throws ServiceUnavailableError when too many wait, or it waited too long
   */
  async use<T>(memoryMb: number, run: () => Promise<T>): Promise<T> {
    if (this.waiting.length || !this.hasRoom(memoryMb)) {
      await this.wait(memoryMb);
    } else {
      this.take(memoryMb);
    }
    try {
      return await run();
    } finally {
      this.taken -= memoryMb;
      this.running--;
      this.startWaiting();
    }
  }

  private hasRoom(memoryMb: number): boolean {
    return this.running === 0 || this.taken + memoryMb <= this.totalMb;
  }

  private take(memoryMb: number): void {
    this.taken += memoryMb;
    this.running++;
  }

  private wait(memoryMb: number): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) {
      throw busy();
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        memoryMb,
        start: () => {
          clearTimeout(entry.late);
          this.take(memoryMb);
          resolve();
        },
      };
      entry.late = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(busy());
        // The one behind it may be smaller.
        this.startWaiting();
      }, LONGEST_WAIT_MS);
      this.waiting.push(entry);
    });
  }

  private startWaiting(): void {
    while (this.waiting.length && this.hasRoom(this.waiting[0].memoryMb)) {
      this.waiting.shift()!.start();
    }
  }
}

/** Every place for drafts is taken. */
export function busy(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    'too many drafts are being checked at the moment; try again in a minute',
  );
}
