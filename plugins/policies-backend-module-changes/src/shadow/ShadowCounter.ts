import { DecisionFlip } from '@internal/plugin-policies-common';

/** Counts of how a proposed revision decided beside the active one. */
export interface ShadowCounts {
  compared: number;
  differed: number;
  failed: number;
  examples: DecisionFlip[];
}

/** Adds up what shadows of all replicas counted; a push begins anew. */
export interface ShadowCounter {
  /** Counts of an earlier push than the one that is counted are left out. */
  add(change: string, push: number, counts: ShadowCounts): Promise<void>;
  /** What was counted of one push. */
  get(change: string, push: number): Promise<ShadowCounts | undefined>;
}
