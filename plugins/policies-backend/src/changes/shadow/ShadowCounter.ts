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
  add(change: string, counts: ShadowCounts): Promise<void>;
  get(change: string): Promise<ShadowCounts | undefined>;
}
