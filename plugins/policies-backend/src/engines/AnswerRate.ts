/** How long is counted before it is told. */
const SPELL_MS = 200;
/** What was seen longer ago says nothing of now. */
const KEEP_MS = 2_000;

/** How many requests an engine answers, told from spells in which it had enough to do. */
export class AnswerRate {
  private spell?: { since: number; answered: number };
  private last?: { rate: number; seenAt: number };

  /** Requests per millisecond; undefined when it was not seen lately. */
  get perMillisecond(): number | undefined {
    return this.last && performance.now() - this.last.seenAt < KEEP_MS
      ? this.last.rate
      : undefined;
  }

  /** It has enough to do from now on. */
  begin(): void {
    this.spell = { since: performance.now(), answered: 0 };
  }

  /** It answered while it had enough to do. */
  note(requests: number): void {
    if (!this.spell) {
      return;
    }
    this.spell.answered += requests;
    const now = performance.now();
    const passed = now - this.spell.since;
    if (passed >= SPELL_MS) {
      const rate = this.spell.answered / passed;
      this.last = {
        rate:
          this.perMillisecond === undefined
            ? rate
            : (this.perMillisecond + rate) / 2,
        seenAt: now,
      };
      this.spell = { since: now, answered: 0 };
    }
  }

  /** It has caught up. */
  end(): void {
    this.spell = undefined;
  }
}
