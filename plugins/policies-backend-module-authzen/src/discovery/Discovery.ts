import { EngineConnection } from '@internal/plugin-policies-node';
import {
  assumedEndpoints,
  Endpoints,
  metadataPath,
  readMetadata,
} from './readMetadata';

/** Least time between two looks, however often calls fail. */
const PAUSE_MS = 2_000;

/**
 * Knows the endpoints of a decision point. They are looked up when they are needed first, again
 * every few minutes, and soon after a call failed; meanwhile those known are used.
 */
export class Discovery {
  private held?: Endpoints;
  private running?: Promise<Endpoints>;
  private lookedAt = 0;
  private dueAt = 0;

  constructor(
    private readonly options: {
      engine: string;
      pdp: string;
      connection: EngineConnection;
      seconds: number;
    },
  ) {}

  /** What was found last, if anything. */
  get known(): Endpoints | undefined {
    return this.held;
  }

  /** @throws EngineFaultError while nothing valid is known */
  async endpoints(): Promise<Endpoints> {
    if (this.held && performance.now() < this.dueAt) {
      return this.held;
    }
    const looking = this.look();
    if (!this.held) {
      return looking;
    }
    // What became of it shows in `held`.
    looking.catch(() => {});
    return this.held;
  }

  /** Looks now. */
  look(): Promise<Endpoints> {
    this.running ??= this.read().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** A call failed: the endpoints may have changed. */
  doubt(): void {
    this.dueAt = Math.min(this.dueAt, this.lookedAt + PAUSE_MS);
  }

  private async read(): Promise<Endpoints> {
    const { engine, pdp, connection, seconds } = this.options;
    this.lookedAt = performance.now();
    this.dueAt = this.lookedAt + PAUSE_MS;
    const { status, body } = await connection.call({
      method: 'GET',
      path: metadataPath(pdp),
      repeatable: true,
      accept: [404],
    });
    // Metadata that are not right any more are not used on.
    this.held = undefined;
    this.held =
      status === 404 ? assumedEndpoints(pdp) : readMetadata(engine, pdp, body);
    this.dueAt = this.lookedAt + seconds * 1_000;
    return this.held;
  }
}
