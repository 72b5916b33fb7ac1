/** Counts who is in, so that a door can wait until they left. */
export class InFlight {
  private count = 0;
  private whenEmpty: () => void = () => {};

  enter(): void {
    this.count++;
  }

  leave(): void {
    this.count--;
    if (this.count === 0) {
      this.whenEmpty();
    }
  }

  /** Resolves when nobody is in. */
  emptied(): Promise<void> {
    return new Promise(resolve => {
      this.whenEmpty = resolve;
      if (this.count === 0) {
        resolve();
      }
    });
  }
}
