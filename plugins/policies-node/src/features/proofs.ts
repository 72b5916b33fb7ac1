import {
  InvariantReport,
  PolicyFile,
  ProofFinding,
  ProofReport,
} from '@internal/plugin-policies-common';
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
  /**
   * What was asked for the reports of a change, with all it takes to ask it again.
   *
   * @returns files below `proofs/`, for an evidence pack; none where nothing was proven
   * @throws an error where nothing can be proven of the files any more
   */
  pack(
    base: PolicyFile[] | undefined,
    proposed: PolicyFile[],
    reports: { proof?: ProofReport; invariants?: InvariantReport },
  ): Promise<PolicyFile[]>;
}

/** Found where the feature `proof` is installed. */
export const proofsRef = createFeatureRef<KnownProofs>('policies.proofs');
