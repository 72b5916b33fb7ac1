import { Lane } from '@internal/plugin-policies-node';

/** Who asks, and how far it came: one for all that one call to the portal asks of engines. */
export class Turn {
  /** Why there will be no answer; what still waits is not asked any more. */
  refusal?: Error;
  private begun = false;
  private open = 0;

  /** @param deadline - time by `performance.now()` from which on nobody waits for it */
  constructor(
    readonly caller: string,
    readonly lane: Lane,
    readonly deadline = Infinity,
  ) {}

  /**
   * Whether it goes on with what was let in before, which is not refused for want of room any more. Only
   * one thing after the other: what is asked at once needs its room at once.
   */
  get goesOn(): boolean {
    return this.begun && this.open === 0;
  }

  /** Something is asked for it. */
  begin(): void {
    this.begun = true;
    this.open++;
  }

  /** Something that was asked for it is over. */
  end(): void {
    this.open--;
  }
}
