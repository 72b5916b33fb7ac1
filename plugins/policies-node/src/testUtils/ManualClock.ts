import { Clock } from '../clock/Clock';

interface Repeated {
  milliseconds: number;
  dueAt: number;
  act: () => void;
}

/** A clock that stands still until a test has it go on: a process that it is taken from is halted. */
export class ManualClock implements Clock {
  private readonly repeated = new Set<Repeated>();
  private elapsed = 0;

  /** @param start - milliseconds since 1970; by default now, by the clock of the machine */
  constructor(private readonly start = Date.now()) {}

  now(): number {
    return Math.floor(this.start + this.elapsed);
  }

  steady(): number {
    return this.elapsed;
  }

  every(milliseconds: number, act: () => void): () => void {
    const one = { milliseconds, dueAt: this.elapsed + milliseconds, act };
    this.repeated.add(one);
    return () => {
      this.repeated.delete(one);
    };
  }

  /**
   * Lets time pass, with all that is due in it, once each: as after a halt, nothing makes up for what it missed.
   * What that begins goes on by itself.
   */
  advance(milliseconds: number): void {
    this.elapsed += milliseconds;
    const due = [...this.repeated]
      .filter(({ dueAt }) => dueAt <= this.elapsed)
      .sort((a, b) => a.dueAt - b.dueAt);
    for (const one of due) {
      one.dueAt = this.elapsed + one.milliseconds;
      one.act();
    }
  }
}
