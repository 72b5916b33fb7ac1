/** Names what one feature offers to the others: its contract stands in this package, and nobody imports the feature. */
export interface FeatureRef<T> {
  readonly id: string;
  /** Of the type alone: never there. */
  readonly type?: T;
}

/** @param id - unique among all features */
export function createFeatureRef<T>(id: string): FeatureRef<T> {
  return { id };
}
