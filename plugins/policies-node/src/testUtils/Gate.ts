/** A place at which a test halts what comes by, and lets it go on. */
export class Gate {
  private readonly waiting: Array<() => void> = [];
  private isOpen = false;
  private came = 0;

  /** How many came by so far. */
  get count(): number {
    return this.came;
  }

  /** Waits until the gate is opened. */
  async pass(): Promise<void> {
    this.came++;
    if (!this.isOpen) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    }
  }

  /** Lets all go on, and whoever comes later. */
  open(): void {
    this.isOpen = true;
    this.waiting.splice(0).forEach(resolve => resolve());
  }
}
