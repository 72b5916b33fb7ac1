/* A connection asks this often at most, so that the load is steady and an engine that fails fast takes no more of the machine. */
const PACE_MS = 20;
const CONNECTIONS = 4;
/** Longer than the portal may take with any engine. */
const PATIENCE_MS = 15_000;

/**
 * A steady load on the sets of one engine, of cases whose decision is known, that accounts for every
 * request: it is decided, or refused with an error that names the engine, or lost.
 */
export class EngineLoad {
  #stopping = false;
  #phase;
  #workers = [];

  /**
   * @param engine - its name
   * @param cases - `{ set, request, decision }` each
   */
  constructor(portal, engine, cases) {
    this.portal = portal;
    this.engine = engine;
    this.cases = cases;
    this.begin();
  }

  /** Counts from zero; returns what was counted before. */
  begin() {
    const before = this.#phase;
    this.#phase = {
      started: performance.now(),
      sent: 0,
      decided: 0,
      refused: 0,
      lost: 0,
      wronglyTrue: 0,
      wronglyFalse: 0,
      slowestMs: 0,
    };
    if (before) {
      before.seconds = (performance.now() - before.started) / 1_000;
      before.perSecond = before.decided / before.seconds;
    }
    return before;
  }

  start() {
    this.#workers = Array.from({ length: CONNECTIONS }, (_, number) =>
      this.#work(number),
    );
  }

  async stop() {
    this.#stopping = true;
    await Promise.all(this.#workers);
  }

  /** Asks each set once; what the first answered that does not decide as its case says, if there is one. */
  async findUndecided() {
    const firsts = new Map(this.cases.map(one => [one.set, one]));
    for (const [set, one] of firsts) {
      const { outcome, example = '' } = await this.#ask(one);
      if (outcome !== 'decided') {
        return `"${set}": ${outcome} ${example}`;
      }
    }
    return undefined;
  }

  async #work(number) {
    for (let count = number; !this.#stopping; count++) {
      const began = performance.now();
      // A request belongs to the phase it was sent in.
      const phase = this.#phase;
      phase.sent++;
      const told = await this.#ask(this.cases[count % this.cases.length]);
      phase[told.outcome]++;
      if (told.example && !phase.example) {
        phase.example = told.example;
      }
      const took = performance.now() - began;
      phase.slowestMs = Math.max(phase.slowestMs, took);
      if (took < PACE_MS) {
        await new Promise(wake => setTimeout(wake, PACE_MS - took));
      }
    }
  }

  async #ask({ set, request, decision }) {
    const { base, token } = this.portal;
    try {
      const response = await fetch(
        `${base}/api/policies/sets/${set}/access/v1/evaluation`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify(request),
          signal: AbortSignal.timeout(PATIENCE_MS),
        },
      );
      const body = await response.json();
      if (response.status === 200 && typeof body.decision === 'boolean') {
        if (body.decision === decision) {
          return { outcome: 'decided' };
        }
        return { outcome: body.decision ? 'wronglyTrue' : 'wronglyFalse' };
      }
      const message = body.error?.message;
      return response.status === 503 && message?.includes(this.engine)
        ? { outcome: 'refused', example: message }
        : { outcome: 'lost', example: `${response.status} ${message}` };
    } catch (error) {
      return { outcome: 'lost', example: `${error.cause ?? error}` };
    }
  }
}
