import {
  OverloadedError,
  TooManyRequestsError,
} from '@internal/plugin-policies-node';

/** What somebody types in two windows; more is no person. */
const MOST_OF_ONE = 2;
const MOST_OF_ALL = 8;

/** How many drafts are looked at, so that nobody takes the analyzer from others. */
export class DraftTurns {
  private readonly running = new Map<string, number>();

  /** @throws TooManyRequestsError or OverloadedError, which say when to ask again */
  async take<T>(caller: string, act: () => Promise<T>): Promise<T> {
    const own = this.running.get(caller) ?? 0;
    if (own >= MOST_OF_ONE) {
      throw new TooManyRequestsError(
        `${own} drafts of yours are being looked at; ask again when one of them is done`,
        1,
      );
    }
    const all = [...this.running.values()].reduce((sum, one) => sum + one, 0);
    if (all >= MOST_OF_ALL) {
      throw new OverloadedError(
        'too many drafts are being looked at; ask again in a moment',
        2,
      );
    }
    this.running.set(caller, own + 1);
    try {
      return await act();
    } finally {
      const left = this.running.get(caller)! - 1;
      if (left) {
        this.running.set(caller, left);
      } else {
        this.running.delete(caller);
      }
    }
  }
}
