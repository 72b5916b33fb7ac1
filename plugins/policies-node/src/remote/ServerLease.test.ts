import { mockServices } from '@backstage/backend-test-utils';
import { LeasedServer, ServerLease } from './ServerLease';

const TURN_MS = 120_000;
const HOUR_MS = 3_600_000;

/** A server in memory, and what was taken away from it. */
class FakeServer implements LeasedServer {
  readonly notes = new Map<string, string>();
  readonly copies = new Set<string>();
  readonly removed = new Set<string>();
  away = false;
  private count = 0;

  constructor(private readonly onRemove: (owner: string) => void) {}

  async renew(owner: string) {
    this.expectThere();
    this.notes.set(owner, `${this.count++}`);
  }

  async owners() {
    this.expectThere();
    return new Map(
      [...this.copies, ...this.notes.keys()].map(owner => [
        owner,
        this.notes.get(owner),
      ]),
    );
  }

  async removeNote(owner: string) {
    this.expectThere();
    this.notes.delete(owner);
  }

  async remove(owner: string) {
    this.expectThere();
    this.onRemove(owner);
    this.copies.delete(owner);
    this.removed.add(owner);
  }

  private expectThere() {
    if (this.away) {
      throw new Error('away');
    }
  }
}

/** Numbers that look random and are the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('ServerLease', () => {
  let now = HOUR_MS;

  beforeEach(() => {
    now = HOUR_MS;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    jest.useFakeTimers({ doNotFake: ['Date', 'performance', 'nextTick'] });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const leasesOf = (server: LeasedServer, count: number) =>
    Array.from(
      { length: count },
      () =>
        new ServerLease({
          server,
          logger: mockServices.logger.mock(),
          renames: true,
        }),
    );

  /** Two and a half hours of three processes. */
  async function simulate(seed: number) {
    let takenAway = 0;
    const decidedBy: string[] = [];
    const random = randomOf(seed);
    const known: ServerLease[] = [];
    const server = new FakeServer(owner => {
      takenAway++;
      if (known.some(lease => lease.holds(owner))) {
        decidedBy.push(owner);
      }
    });
    known.push(...leasesOf(server, 3));
    // Each turns at times of its own, and not while it is halted.
    const offsets = known.map(() => Math.floor(random() * TURN_MS));
    const haltedUntil = known.map(() => 0);
    const missed = known.map(() => false);
    for (const lease of known) {
      await lease.begin();
      server.copies.add(lease.owner);
    }
    for (let tick = 0; tick < 900; tick++) {
      now += 10_000;
      server.away = random() < 0.02 || (server.away && random() < 0.9);
      for (const [index, lease] of known.entries()) {
        if (random() < 0.002) {
          haltedUntil[index] = now + random() * 1.5 * HOUR_MS;
        }
        const due = (now + offsets[index]) % TURN_MS < 10_000;
        if (now < haltedUntil[index]) {
          missed[index] ||= due;
        } else if (due || missed[index]) {
          missed[index] = false;
          await lease.turn();
          if (!server.away) {
            // Put there again by another name when the old one is given up.
            server.copies.add(lease.owner);
          }
        }
        if (lease.holds(lease.owner) && server.removed.has(lease.owner)) {
          decidedBy.push(lease.owner);
        }
      }
    }
    return { takenAway, decidedBy };
  }

  it('never has taken away what its process may decide by, whoever is halted and whenever the server is away', async () => {
    let takenAway = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const seen = await simulate(seed);
      expect(seen.decidedBy).toEqual([]);
      takenAway += seen.takenAway;
    }
    expect(takenAway).toBeGreaterThan(20);
  });

  it('takes away what is left of a process that is gone, within an hour', async () => {
    const server = new FakeServer(() => {});
    const [gone, other] = leasesOf(server, 2);
    for (const lease of [gone, other]) {
      await lease.begin();
      server.copies.add(lease.owner);
    }
    for (const end = now + HOUR_MS; now < end; now += TURN_MS) {
      await other.turn();
    }
    expect([...server.copies]).toEqual([other.owner]);
    expect([...server.notes.keys()]).toEqual([other.owner]);
    expect(other.holds(other.owner)).toBe(true);
    await other.close();
    expect(server.copies.size + server.notes.size).toBe(0);
  });
});
