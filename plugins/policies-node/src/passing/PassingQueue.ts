/** Things by consecutive numbers, that go about in the order in which they came; see {@link PassingThings} for why it is no Map. */
export class PassingQueue<T extends object> {
  private readonly things: Array<T | undefined> = [];
  private firstNumber = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The one that came first, with its number. */
  get first(): [number, T] | undefined {
    const [thing] = this.things;
    return thing && [this.firstNumber, thing];
  }

  /** @returns its number, which no other ever had */
  add(thing: T): number {
    this.things.push(thing);
    this.count++;
    return this.firstNumber + this.things.length - 1;
  }

  /** @returns the thing that is taken away, if it is there */
  take(number: number): T | undefined {
    const place = number - this.firstNumber;
    const thing = this.things[place];
    if (thing) {
      this.things[place] = undefined;
      this.count--;
      while (this.things.length && this.things[0] === undefined) {
        this.things.shift();
        this.firstNumber++;
      }
    }
    return thing;
  }

  /** Takes all of them away. */
  takeAll(): T[] {
    const all = this.things.filter(thing => thing !== undefined);
    this.firstNumber += this.things.length;
    this.things.length = 0;
    this.count = 0;
    return all;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const thing of this.things) {
      if (thing) {
        yield thing;
      }
    }
  }
}
