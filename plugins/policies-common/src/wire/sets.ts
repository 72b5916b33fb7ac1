import { Lifecycle, PolicyCase } from '../manifest/types';
import { Diagnostic, FileRange, PolicyFile } from '../files/diagnostics';
import { FileAccount } from './files';
import { RequestVocabulary } from './vocabulary';

/** A page of a list. */
export interface Page<T> {
  items: T[];
  /** Number of items over all pages. */
  total: number;
  /** Pass it as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}

export type SetHealth = 'healthy' | 'broken';

/** Counts of the cases of a set at their last run against its active revision. */
export interface CaseCounts {
  total: number;
  passed: number;
  failed: number;
}

/** A policy set as lists show it. */
export interface PolicySetSummary {
  name: string;
  title: string;
  description?: string;
  tags: string[];
  /** Entity references. */
  domain: string;
  owner: string;
  lifecycle: Lifecycle;
  engine: string;
  resourceTypes: string[];
  policyCount: number;
  /** sha256 of the active revision in hex; absent while no revision was ever valid. */
  revision?: string;
  /** ISO time at which the active revision became active. */
  activatedAt?: string;
  health: SetHealth;
  /** Errors of the newest files, when they do not compile. */
  errorCount: number;
  cases: CaseCounts;
}

/** One policy of a set. */
export interface PolicySummary {
  set: string;
  name: string;
  title: string;
  description?: string;
  lifecycle: Lifecycle;
  regulations: string[];
  owner: string;
  domain: string;
  files: string[];
}

/** One policy with the files that say it. */
export interface PolicyDetail extends PolicySummary {
  setTitle: string;
  engine: string;
  revision: string;
  sources: PolicyFile[];
  /** Cases whose expectation names this policy, or which it determined at their last run. */
  cases: CaseResult[];
}

/** A policy set with what its page shows. */
export interface PolicySetDetail extends PolicySetSummary {
  policies: PolicySummary[];
  types: Record<string, string>;
  /** Where the files come from: a folder or a URL. */
  source: string;
  /** Of the newest files: errors (then an older revision serves) and warnings. */
  diagnostics: Diagnostic[];
  /** What each file of the active revision is read as; empty while there is none. */
  files: FileAccount[];
  vocabulary?: RequestVocabulary;
  /** Callers seen in the decision log. */
  observedConsumers: ObservedConsumer[];
}

/** A caller seen in the decision log of a set. */
export interface ObservedConsumer {
  /** Entity reference of a user or component, or the subject of an external access token. */
  caller: string;
  decisions: number;
  /** ISO time of the last decision. */
  lastSeen: string;
}

/** An immutable, content-addressed version of a set. */
export interface RevisionSummary {
  set: string;
  /** sha256 over sorted paths and bytes, in hex. */
  revision: string;
  /** ISO time of the first registration. */
  createdAt: string;
  active: boolean;
  source: string;
  fileCount: number;
}

/** A revision with its files. */
export interface RevisionDetail extends RevisionSummary {
  files: PolicyFile[];
}

/** A policy that took part in a decision, with where it stands. */
export interface DeterminingPolicy {
  /** Name in `policy-set.yaml`. */
  policy: string;
  title: string;
  effect?: 'permit' | 'forbid';
  file?: string;
  range?: FileRange;
}

/** A policy whose scope fits a request but whose conditions did not hold, with the clauses that failed. */
export interface NotAppliedPolicy extends DeterminingPolicy {
  /**
   * Of a permit, where the request was denied: whether the engine, asked again with the failed clauses
   * satisfied, allows it by this policy. Absent where the engine was not asked.
   */
  nearMiss?: boolean;
  failedClauses: Array<{
    /** The clause in the engine's language. */
    text: string;
    /** Values the request gave to what the clause reads. */
    values: Array<{ path: string; value: unknown }>;
  }>;
}

/** How one case ended. */
export interface CaseResult {
  case: PolicyCase;
  file: string;
  status: 'passed' | 'failed' | 'error';
  decision?: boolean;
  policies?: string[];
  /** Why it failed, in words. */
  message?: string;
}

/** A revision as people see it: its first twelve characters. */
export function shortRevision(revision: string): string {
  return revision.slice(0, 12);
}
