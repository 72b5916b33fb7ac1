import { Diagnostic } from '@internal/plugin-policies-common';
import { CompiledSet, PolicyBundle } from '../PolicyEngine';

/**
 * Something that every revision must keep before it becomes active, whichever way it comes: from a source, by
 * publication or by roll-back. Features add guards.
 */
export interface RevisionGuard {
  /** Unique among all features. */
  readonly name: string;
  /**
   * Looks at a revision that compiles.
   *
   * @param compiled - the revision, ready to decide; the guard does not dispose it
   * @param signal - aborted when nobody waits for the answer any more
   * @returns what there is to say: an error keeps the revision from becoming active, a warning does not
   * @throws an error when it cannot tell; the revision becomes active all the same
   */
  check(
    bundle: PolicyBundle,
    compiled: CompiledSet,
    signal: AbortSignal,
  ): Promise<Diagnostic[]>;
}
