import {
  DecisionRecord,
  EvaluationRequest,
} from '@internal/plugin-policies-common';

/** A decision to be logged; the log gives it an id. */
export type LoggedDecision = Omit<DecisionRecord, 'id'>;

/** A decision that was given elsewhere, with an id that it has wherever it is sent. */
export type IngestedDecision = DecisionRecord;

/** A request that got no decision. */
export type FailedDecision = Pick<
  LoggedDecision,
  'time' | 'caller' | 'set' | 'revision' | 'engine' | 'durationUs'
>;

/** What came of a request. */
export type DecisionOutcome = 'allow' | 'deny' | 'error';

/** Which decisions are meant; each part that is there has to hold. */
export interface DecisionFilter {
  sets?: string[];
  /** Whatever the case of their letters. */
  callers?: string[];
  outcomes?: DecisionOutcome[];
  revision?: string;
  /** Name of a policy that determined it. */
  policy?: string;
  /** At this time and later. */
  from?: Date;
  /** Before this time. */
  to?: Date;
}

/** What a count tells apart. */
export interface CountedKind {
  hourMs: number;
  set: string;
  revision: string;
  /** JSON of the names of the policies that determined it. */
  policies: string;
  caller: string;
  outcome: DecisionOutcome;
  /** Upper bound of its bucket; 0 above all of them. */
  latencyUs: number;
}

/** Decisions of one kind. */
export interface DecisionCount extends CountedKind {
  decisions: number;
  lastSeenMs: number;
}

/** Decisions that are counted and have no entry. */
export interface CountedDecisions {
  /** These counts have it wherever they are sent. */
  id: string;
  counts: DecisionCount[];
}

/** What is stored together. */
export interface DecisionBatch {
  /** Each gets an entry, and is counted. */
  decisions: IngestedDecision[];
  counts: CountedDecisions[];
}

/** Which sets are meant; by default all. */
export interface SetChoice {
  only?: string[];
  except?: string[];
}

/** What numbers of decisions can be told apart by. */
export type SeriesDimension =
  | 'hour'
  | 'set'
  | 'revision'
  | 'policy'
  | 'caller'
  | 'outcome'
  | 'latency';

/** How many decisions there were of one kind; of the dimensions, those asked for are there. */
export interface SeriesPoint {
  /** ISO time at which the hour begins. */
  hour?: string;
  set?: string;
  /** Empty where it is not known. */
  revision?: string;
  policy?: string;
  caller?: string;
  outcome?: DecisionOutcome;
  /** Microseconds that they took at most, one of {@link LATENCY_BUCKETS}; undefined: longer, or not known. */
  latencyUs?: number;
  decisions: number;
  /** Of how many there is an entry, too. */
  entries: number;
  /** ISO time of the last. */
  lastSeen: string;
}

/** A request that was asked, with how often. */
export interface DistinctRequest {
  /** The same for the same request to the same set. */
  fingerprint: string;
  set: string;
  /** As it was asked last. */
  request: EvaluationRequest;
  entries: number;
  /** ISO time. */
  lastSeen: string;
}

/** Entries of a log. */
export interface LoggedPage {
  items: DecisionRecord[];
  /** Where the next page begins. */
  cursor: string;
}

/** What part of the decisions has entries; the rest was left out, or is an error. */
export interface LogCoverage {
  decisions: number;
  entries: number;
  /** Decisions of this replica that are neither stored nor counted yet, where there are any. */
  waiting?: number;
  /** ISO times of the first and the last entry; absent without any. */
  from?: string;
  to?: string;
}

/** Upper bounds of the buckets by which `series` tells how long decisions took, in microseconds. */
export const LATENCY_BUCKETS = [
  50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000,
  250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
] as const;
