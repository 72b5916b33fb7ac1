import { randomBytes } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';

const TURN_EVERY_MS = 120_000;
const RENEW_EVERY_TURNS = 3;
/** What a process saw of its own note is good for so long: less than others wait between note and rest. */
const HELD_MS = 300_000;
/** A note that stayed the same while others looked so often is of a process that is gone. */
const LOOKS_AT_NOTE = 10;
/** So often they look for a new one before they take away the rest. */
const LOOKS_AT_REST = 4;

/** What a server of an engine keeps for each process of a portal that uses it. */
export interface LeasedServer {
  /** Leaves a note of the owner there that differs from those before it, in place of them. */
  renew(owner: string): Promise<void>;
  /** Every owner of something there, with its note as it is now. */
  owners(): Promise<Map<string, string | undefined>>;
  removeNote(owner: string): Promise<void>;
  /** Takes away all of an owner but its note. */
  remove(owner: string): Promise<void>;
}

/**
 * The part of a server that belongs to this process alone. Copies that processes share would be taken
 * from those that still use them by whoever is late, so each process puts its own there, with `owner`
 * in their names, and now and then notes that it lives. What stays of one that was killed is taken away
 * by the others: first its note, after it stayed the same while they looked several times, then, some
 * looks later, the rest. No clock of another machine counts, and nobody looks gone because the server
 * was away. A process that finds its note gone, as one that was halted may, puts its own there again.
 */
export class ServerLease {
  private name = newOwner();
  private readonly seen = new Map<string, { note?: string; looks: number }>();
  private begun?: Promise<void>;
  private turning?: Promise<void>;
  private timer?: NodeJS.Timeout;
  private turns = 0;
  /** When the note of this process was surely there. */
  private heldAt = { wall: 0, steady: 0 };

  constructor(
    private readonly options: {
      server: LeasedServer;
      logger: LoggerService;
      /**
       * Whether what is there still answers while it is taken away, and not as it should: then a process
       * that finds its note gone uses the old name no more.
       */
      renames?: boolean;
    },
  ) {}

  /** Part of the names of all that this process puts there. */
  get owner(): string {
    return this.name;
  }

  /**
   * Whether nobody takes away what an owner put there. Not so after this process was halted for a while,
   * until the next turn.
   */
  holds(owner: string): boolean {
    const { wall, steady } = this.heldAt;
    return (
      owner === this.name &&
      // The steady clock may stand still while a machine sleeps.
      Math.max(Date.now() - wall, performance.now() - steady) < HELD_MS
    );
  }

  /** Has the note there before anything else of this process. */
  begin(): Promise<void> {
    this.begun ??= this.renew().then(
      () => {
        this.timer = setInterval(() => this.turn(), TURN_EVERY_MS).unref();
      },
      error => {
        this.begun = undefined;
        throw error;
      },
    );
    return this.begun;
  }

  /** Looks whether the note of this process is there; puts it there again, maybe by a new name. */
  async confirm(): Promise<void> {
    await this.findOwners();
  }

  /** Renews the note and takes away what is left of owners that are gone. */
  turn(): Promise<void> {
    this.turning ??= this.turnOnce()
      .catch(error =>
        this.options.logger.warn(
          `it is not known what other processes left at the server: ${error.message}`,
        ),
      )
      .finally(() => {
        this.turning = undefined;
      });
    return this.turning;
  }

  /** Takes away what is this process's, as far as the server answers. */
  async close(): Promise<void> {
    const { begun } = this;
    this.begun = Promise.reject(new Error('the engine is closed'));
    this.begun.catch(() => {});
    await Promise.allSettled([begun, this.turning]);
    clearInterval(this.timer);
    if (begun) {
      const { server } = this.options;
      await server
        .remove(this.name)
        .then(() => server.removeNote(this.name))
        // Else the others do it.
        .catch(() => {});
    }
  }

  private async renew(): Promise<void> {
    const now = { wall: Date.now(), steady: performance.now() };
    await this.options.server.renew(this.name);
    this.heldAt = now;
  }

  private async turnOnce(): Promise<void> {
    const owners = await this.findOwners();
    if (++this.turns % RENEW_EVERY_TURNS === 0) {
      await this.renew();
    }
    owners.delete(this.name);
    await this.lookAt(owners);
  }

  private async findOwners(): Promise<Map<string, string | undefined>> {
    const { server, renames } = this.options;
    const now = { wall: Date.now(), steady: performance.now() };
    const owners = await server.owners();
    if (owners.get(this.name) === undefined) {
      // Others may be about to take away what goes by the old name.
      this.name = renames ? newOwner() : this.name;
      await this.renew();
    } else {
      this.heldAt = now;
    }
    return owners;
  }

  private async lookAt(owners: Map<string, string | undefined>): Promise<void> {
    const { server, logger } = this.options;
    for (const known of this.seen.keys()) {
      if (!owners.has(known)) {
        this.seen.delete(known);
      }
    }
    for (const [owner, note] of owners) {
      const before = this.seen.get(owner);
      const looks = before && before.note === note ? before.looks + 1 : 0;
      this.seen.set(owner, { note, looks });
      if (note !== undefined && looks >= LOOKS_AT_NOTE) {
        await server.removeNote(owner);
      } else if (note === undefined && looks >= LOOKS_AT_REST) {
        logger.info(`what process '${owner}' left at the server is taken away`);
        await server.remove(owner);
      }
    }
  }
}

function newOwner(): string {
  return randomBytes(5).toString('hex');
}
