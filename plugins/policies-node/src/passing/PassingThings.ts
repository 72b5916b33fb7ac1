/*
 * For what comes and goes thousands of times a second, as requests do. What is old is collected rarely, and all
 * that it refers to lives as long, however young: so nothing old may come to refer to a request, dead or not.
 *
 * A Set or a Map does: when its table is used up it goes on in a new one, to which the old one still points,
 * and so each keeps what was in the next. So do `once` of an emitter, and literals of objects and arrays that
 * hold a request, once V8 has seen enough of the like live long: it makes them old at birth.
 */

/** Things that come and go all the time, in no order. */
export class PassingThings<T extends object> implements Iterable<T> {
  private readonly places: Array<T | undefined> = [];
  private readonly free: number[] = [];

  get size(): number {
    return this.places.length - this.free.length;
  }

  /** @returns its place, by which it is taken away */
  add(thing: T): number {
    const place = this.free.pop() ?? this.places.length;
    this.places[place] = thing;
    return place;
  }

  delete(place: number): void {
    this.places[place] = undefined;
    this.free.push(place);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const thing of this.places) {
      if (thing) {
        yield thing;
      }
    }
  }
}
