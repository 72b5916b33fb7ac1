import { EngineWorker, EngineWorkerOptions } from './EngineWorker';
import { WorkerArtifact } from './protocol';

/** After this many drafts a worker is replaced, so that nothing adds up over drafts. */
const DRAFTS_PER_WORKER = 200;
/** An idle worker is ended after this long: it holds memory, and a new one starts fast. */
const IDLE_MS = 20_000;

interface Entry<A extends WorkerArtifact> {
  worker: EngineWorker<A>;
  drafts: number;
  idleTimer?: NodeJS.Timeout;
}

/** Exclusive use of a worker for one draft. */
export interface DraftLease<A extends WorkerArtifact> {
  worker: EngineWorker<A>;
  release(): void;
}

/** Threads for drafts, apart from the live ones: one draft at a time each, thrown away when in doubt. */
export class DraftWorkers<A extends WorkerArtifact> {
  private readonly idle: Array<Entry<A>> = [];
  private readonly waiting: Array<() => void> = [];
  private busy = 0;
  private stopped = false;

  constructor(
    private readonly options: { count: number; worker: EngineWorkerOptions },
  ) {}

  async lease(): Promise<DraftLease<A>> {
    if (this.busy >= this.options.count) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    }
    if (this.stopped) {
      throw new Error('the engine was stopped');
    }
    this.busy++;
    let entry = this.idle.pop();
    while (entry?.worker.isLost) {
      entry = this.idle.pop();
    }
    entry ??= {
      worker: new EngineWorker<A>(this.options.worker),
      drafts: 0,
    };
    clearTimeout(entry.idleTimer);
    entry.drafts++;
    let released = false;
    return {
      worker: entry.worker,
      release: () => {
        if (!released) {
          released = true;
          this.giveBack(entry);
        }
      },
    };
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.splice(0).forEach(resolve => resolve());
    await Promise.all(this.idle.map(({ worker }) => worker.terminate()));
  }

  private giveBack(entry: Entry<A>): void {
    this.busy--;
    const worn = entry.drafts >= DRAFTS_PER_WORKER || this.stopped;
    if (worn) {
      entry.worker.terminate().catch(() => {});
    } else if (!entry.worker.isLost) {
      entry.idleTimer = setTimeout(() => this.retire(entry), IDLE_MS).unref();
      this.idle.push(entry);
    }
    this.waiting.shift()?.();
  }

  private retire(entry: Entry<A>): void {
    this.idle.splice(this.idle.indexOf(entry), 1);
    entry.worker.terminate().catch(() => {});
  }
}
