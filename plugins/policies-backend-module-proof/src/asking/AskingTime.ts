import { Clock } from '@internal/plugin-policies-node';

type Phase = 'asking' | 'waiting';

/** Where one question is. */
export interface QuestionTime {
  /** It waits for its turn behind questions of others, until that is there. */
  waitFor(turn: Promise<unknown>): void;
  end(): void;
}

/**
 * The time that questions together may take. While all of them wait for their turns it is another one that
 * passes, so that nobody loses an answer to those who asked before.
 */
export class AskingTime {
  private readonly controller = new AbortController();
  private readonly counts: Record<Phase, number> = { asking: 0, waiting: 0 };
  private readonly left: Record<Phase, number>;
  private phase?: Phase;
  private since = 0;
  private timer?: NodeJS.Timeout;
  private spent = 0;

  /** @param waitMs - milliseconds that waiting may take besides; by default it is part of the rest */
  constructor(
    private readonly clock: Clock,
    ms: number,
    private readonly waitMs?: number,
  ) {
    this.left = { asking: ms, waiting: waitMs ?? 0 };
  }

  /** Aborted when it is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds in which questions were asked. */
  get spentMs(): number {
    this.move(this.phase);
    return this.spent;
  }

  get isOver(): boolean {
    this.move(this.phase);
    return this.signal.aborted;
  }

  begin(): QuestionTime {
    let own: Phase | undefined;
    const enter = (next: Phase | undefined) => {
      if (own) {
        this.counts[own]--;
      }
      own = next;
      if (own) {
        this.counts[own]++;
      }
      const { asking, waiting } = this.counts;
      this.move((asking && 'asking') || (waiting && 'waiting') || undefined);
    };
    enter('asking');
    return {
      waitFor: turn => {
        if (this.waitMs === undefined || !own) {
          return;
        }
        enter('waiting');
        const goOn = () => own && enter('asking');
        turn.then(goOn, goOn);
      },
      end: () => enter(undefined),
    };
  }

  private move(next: Phase | undefined): void {
    const now = this.clock.steady();
    if (this.phase) {
      const passed = now - this.since;
      this.left[this.phase] -= passed;
      this.spent += this.phase === 'asking' ? passed : 0;
    }
    this.phase = next;
    this.since = now;
    clearTimeout(this.timer);
    const left = Math.ceil(this.left[next ?? 'asking']);
    if (left <= 0) {
      this.controller.abort(new Error('the time for questions is over'));
    } else if (next && !this.signal.aborted) {
      this.timer = setTimeout(() => this.move(this.phase), left);
    }
  }
}
