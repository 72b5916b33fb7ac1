import { stopRequested } from '../scripts/processes.mjs';

const SHORT = 300;

const shorten = text =>
  text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;

/** Answers of one kind have numbers and ids of their own. */
const kindOf = text => text.replace(/[0-9a-f]{8,}|\d+/gi, '#');

/**
 * What failed while something was measured: a benchmark goes on, says which request of which turn it was, and what
 * was answered.
 */
export class Failures {
  #byKind = new Map();

  /**
   * @param where - what was measured, and in which turn
   * @param what - the answer or the error
   * @param request - what was asked, if it was a request
   */
  add({ where, what, request, count = 1 }) {
    const kind = `${where}\n${kindOf(what)}`;
    const known = this.#byKind.get(kind);
    if (known) {
      known.count += count;
    } else {
      this.#byKind.set(kind, {
        where,
        what: shorten(what),
        ...(request && { request: shorten(request) }),
        count,
      });
    }
  }

  /** Does a part of a benchmark; when it fails that is kept, and the rest goes on. */
  async attempt(where, work) {
    try {
      return await work();
    } catch (error) {
      if (stopRequested()) {
        throw error;
      }
      this.add({
        where,
        what: [error.message, error.fix].filter(Boolean).join('; '),
      });
      return undefined;
    }
  }

  /** Does a part that gives rows of the table: none when it fails. */
  async attemptRows(where, work) {
    return (await this.attempt(where, work)) ?? [];
  }

  get all() {
    return [...this.#byKind.values()];
  }

  get count() {
    return this.all.reduce((total, { count }) => total + count, 0);
  }

  /** What failed, in lines for people; empty when nothing did. */
  toString() {
    return this.all
      .map(({ where, what, request, count }) =>
        [
          `${count.toLocaleString('en')} × ${where}: ${what}`,
          ...(request ? [`  the first of them: ${request}`] : []),
        ].join('\n'),
      )
      .join('\n');
  }
}
