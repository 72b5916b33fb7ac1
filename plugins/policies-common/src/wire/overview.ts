import { EvaluationRequest } from '../authzen/types';
import { PolicySetSummary } from './sets';

/** An entry of the decision log. */
export interface DecisionRecord {
  id: string;
  /** ISO time. */
  time: string;
  /** Entity reference of a user or component, or the subject of an external access token. */
  caller: string;
  set: string;
  revision: string;
  engine: string;
  request: EvaluationRequest;
  decision: boolean;
  policies: string[];
  durationUs: number;
}

/** What the home page tells. */
export interface Overview {
  counts: {
    sets: number;
    policies: number;
    cases: number;
    failedCases: number;
    brokenSets: number;
    domains: number;
    engines: number;
    /** Decisions of the last 24 hours in the decision log. */
    decisions24h: number;
    denied24h: number;
  };
  /** Sets with errors or failed cases, worst first, at most 20. */
  troubledSets: PolicySetSummary[];
  /** Newest first, at most 10. */
  recentDecisions: DecisionRecord[];
  /** What was found in sources beside valid sets, for example two folders with one name. */
  registryErrors: RegistryError[];
  /** ISO time of the last completed read of all sources. */
  refreshedAt?: string;
  /** Names of features that could not start, such as `changes`: what they do is missing. */
  failedFeatures?: string[];
  /** There until the first read of the sources after a start has ended: what is missing may be loading. */
  reading?: {
    /** Names of sets whose engine has not answered yet. */
    checking: string[];
  };
}

/** Something a source holds that could not be registered, or that touches a set which keeps serving. */
export interface RegistryError {
  source: string;
  /** The set that keeps serving, whose page tells it too. */
  set?: string;
  message: string;
  help?: string;
}
