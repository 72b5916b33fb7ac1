import { PolicyFile, ProofFinding } from '@internal/plugin-policies-common';
import { createFeatureRef } from './FeatureRef';

/** What the feature `proof` offers to others. */
export interface KnownProofs {
  /**
   * Findings about the active revision of a set, as they are kept; asks for no permission.
   *
   * @returns undefined where nothing can be told, or not yet
   */
  findOfActive(set: string): Promise<ProofFinding[] | undefined>;
  /**
   * Findings about files, within half a minute.
   *
   * @returns undefined where nothing can be told: without an analyzer, of files that do not compile
   */
  findOfFiles(
    files: PolicyFile[],
    signal: AbortSignal,
  ): Promise<ProofFinding[] | undefined>;
}

/** Found where the feature `proof` is installed. */
export const proofsRef = createFeatureRef<KnownProofs>('policies.proofs');
