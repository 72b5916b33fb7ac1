import { Invariant, RequestVocabulary } from '@internal/plugin-policies-common';
import {
  FiledCase,
  KnownEntities,
  OpenDraft,
  PolicyBundle,
  PolicyEngine,
} from '@internal/plugin-policies-node';

/** A revision that compiles, with what it says of itself: no draft is held for it. */
export interface ReadRevision {
  bundle: PolicyBundle;
  engine: PolicyEngine;
  cases: FiledCase[];
  known?: KnownEntities;
  vocabulary?: RequestVocabulary;
  invariants: Invariant[];
}

/** Reads what is asked about a draft once it is let go. */
export function readRevision({ ready, compiled }: OpenDraft): ReadRevision {
  return {
    ...ready,
    known: compiled.known,
    vocabulary: compiled.vocabulary,
    invariants: compiled.invariants ?? [],
  };
}
