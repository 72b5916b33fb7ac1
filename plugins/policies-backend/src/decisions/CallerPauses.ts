import { Lane, Refusal } from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';
import { LoopDelay } from './LoopDelay';

/** Much less than what a caller that is refused has waiting takes, so that the engine is never idle for it. */
const PAUSE_MS = 50;
/** Above this the portal itself cannot keep up with reading what comes. */
const BEHIND_MS = 15;
/** How long whoever does not wait is kept waiting for the refusal of a batch: asking again at once must not pay. */
const HOLD_MS = 250;
const MOST_CALLERS = 1_000;

interface Pause {
  until: number;
  refusal: Refusal;
}

/**
 * Callers that were refused a moment ago. Reading a batch costs much of what deciding it does: who sends the
 * next before the last could be answered is refused without that, or it would hold up all others. Single
 * requests are read, as their answers may be known, unless the portal is behind with reading.
 */
export class CallerPauses {
  private readonly pauses = new LRUCache<string, Pause>({ max: MOST_CALLERS });

  constructor(private readonly delay: LoopDelay) {}

  begin(caller: string, lane: Lane, refusal: Refusal): void {
    this.pauses.set(`${lane} ${caller}`, {
      until: performance.now() + Math.max(PAUSE_MS, this.delay.milliseconds),
      refusal,
    });
  }

  /** @throws what the caller was refused with: of a batch after a while, so that it is not sent again at once */
  check(caller: string, lane: Lane): Promise<void> | undefined {
    if (lane === 'single' && this.delay.milliseconds < BEHIND_MS) {
      return undefined;
    }
    const pause = this.pauses.get(`${lane} ${caller}`);
    if (!pause || pause.until <= performance.now()) {
      return undefined;
    }
    const { refusal } = pause;
    if (lane === 'single') {
      throw refusal;
    }
    return new Promise((_resolve, reject) => {
      setTimeout(() => reject(refusal), HOLD_MS).unref();
    });
  }
}
