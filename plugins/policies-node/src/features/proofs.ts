import { PolicyFile, ProofFinding } from '@internal/plugin-policies-common';
import { createFeatureRef } from './FeatureRef';

/** What the feature `proof` offers to others. */
export interface KnownProofs {
  /**
   * Findings about active revisions by set, as they are kept; asks for no permission. A set of which nothing can
   * be told, or not yet, is not among them.
   */
  listOfActive(): Promise<Map<string, ProofFinding[]>>;
  /**
   * Findings about files, as far as they can be told within seconds.
   *
   * @returns undefined where nothing can be told: without an analyzer, of files that do not compile.
   * `undecided` has a sentence for each question without an answer
   */
  findOfFiles(
    files: PolicyFile[],
    signal: AbortSignal,
  ): Promise<{ findings: ProofFinding[]; undecided: string[] } | undefined>;
}

/** Found where the feature `proof` is installed. */
export const proofsRef = createFeatureRef<KnownProofs>('policies.proofs');
