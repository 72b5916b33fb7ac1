import { userOf, VERSIONS } from './VersionedSets.mjs';

const ASK_EVERY_MS = 200;
const ANSWER_MS = 15_000;

const wait = ms => new Promise(wake => setTimeout(wake, ms));

/**
 * Asks every live replica all the time, and holds each decision against what was active: a version that
 * was not, or not for longer than a replica may take to follow, is wrong. Errors are no decisions.
 */
export class DecisionWatch {
  wrong = [];
  decided = 0;
  refused = 0;
  /** How long after a publication the version before it decided, at most. */
  latestStale = 0;
  #history = new Map();
  #over = false;
  #asking = [];

  constructor({ replicas, sets, token, followMs }) {
    Object.assign(this, { replicas, sets, token, followMs });
    for (const engine of sets.engines) {
      this.#history.set(engine, [{ version: VERSIONS[0], from: -Infinity }]);
    }
  }

  /** A version may decide from now on. */
  begins(engine, version) {
    this.#history.get(engine).push({ version, from: performance.now() });
  }

  /** The last version was activated: those before it have to end. */
  activated(engine) {
    const [last, ...before] = this.#history.get(engine).toReversed();
    before.forEach(entry => (entry.until ??= performance.now()));
    last.activeAt = performance.now();
  }

  expected(engine) {
    return this.#history.get(engine).at(-1).version;
  }

  start() {
    this.#asking = this.replicas.map(async replica => {
      while (!this.#over) {
        if (replica.state === 'live') {
          await Promise.all(
            this.sets.engines.map(engine => this.#look(replica, engine)),
          );
        }
        await wait(ASK_EVERY_MS);
      }
    });
  }

  async stop() {
    this.#over = true;
    await Promise.all(this.#asking);
  }

  /** The version a replica decides by, or why it does not. */
  async ask(replica, engine) {
    const response = await fetch(
      `${replica.url}/api/policies/sets/faults-${engine}/access/v1/evaluations`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          action: { name: 'read' },
          resource: { type: `thing-${engine}`, id: 'one' },
          evaluations: VERSIONS.map(version => ({
            subject: { type: 'user', id: userOf(version) },
          })),
        }),
        signal: AbortSignal.timeout(ANSWER_MS),
      },
    );
    const text = await response.text();
    if (!response.ok) {
      return { problem: `${response.status} ${text.slice(0, 300)}` };
    }
    const { evaluations } = JSON.parse(text);
    const failed = evaluations.find(({ context }) => context?.error);
    if (failed) {
      return { problem: JSON.stringify(failed.context.error).slice(0, 300) };
    }
    const allowed = VERSIONS.filter((_, index) => evaluations[index].decision);
    return { version: allowed.length === 1 ? allowed[0] : allowed.join('+') };
  }

  async #look(replica, engine) {
    const asked = performance.now();
    let seen;
    try {
      seen = await this.ask(replica, engine);
    } catch {
      // It was killed or halted, or is late: that is seen when the round ends.
      this.refused++;
      return;
    }
    if (seen.problem !== undefined) {
      this.refused++;
      return;
    }
    this.decided++;
    // One that was halted may be behind by as long, until it has looked what changed.
    const { haltedAt, wokenAt } = replica;
    const halted = wokenAt > asked - this.followMs || haltedAt > asked;
    const since = (halted ? Math.min(asked, haltedAt) : asked) - this.followMs;
    const answered = performance.now();
    const entries = this.#history
      .get(engine)
      .filter(({ version }) => version === seen.version);
    const right = entries.some(
      ({ from, until = Infinity }) => from <= answered && until >= since,
    );
    if (right && !halted) {
      const ended = Math.max(...entries.map(({ until = asked }) => until));
      this.latestStale = Math.max(this.latestStale, asked - ended);
    }
    if (!right) {
      this.wrong.push(
        `${replica.name} decided faults-${engine} by version '${
          seen.version
        }', while ${this.expected(engine)} is active`,
      );
    }
  }
}
