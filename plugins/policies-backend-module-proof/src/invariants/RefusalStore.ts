import { Counterexample } from '@internal/plugin-policies-common';

/** A request that broke an invariant of a revision. */
export interface Refusal {
  /** Name of the invariant. */
  invariant: string;
  counterexample: Counterexample;
}

/** What revisions were refused for: it lasts, whatever becomes of analyzers and their versions. */
export interface RefusalStore {
  list(of: { set: string; revision: string }): Promise<Refusal[]>;
  save(
    of: { set: string; revision: string },
    refusals: Refusal[],
  ): Promise<void>;
  /** Forgets those that nobody asked about for long. */
  prune(): Promise<void>;
}
