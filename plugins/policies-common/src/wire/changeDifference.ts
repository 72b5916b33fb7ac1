import { CaseResult } from './sets';

/** One line of a text difference. */
export interface DifferenceLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers from 1, where the line exists. */
  before?: number;
  after?: number;
}

/** Lines that belong together, with some around them. */
export interface DifferenceHunk {
  lines: DifferenceLine[];
}

export interface FileDifference {
  path: string;
  status: 'added' | 'removed' | 'changed';
  hunks: DifferenceHunk[];
}

export interface PolicyDifference {
  policy: string;
  title: string;
  status: 'added' | 'removed' | 'changed';
  /** What changed, in words: the rule, its title, its regulations, its lifecycle. */
  aspects: string[];
  regulations: string[];
}

export interface CaseFlip {
  name: string;
  before?: Pick<CaseResult, 'status' | 'decision' | 'policies'>;
  after?: Pick<CaseResult, 'status' | 'decision' | 'policies'>;
  /** `flipped`: another decision; `broken`: passed and does not any more; `fixed`: the reverse. */
  status: 'added' | 'removed' | 'flipped' | 'broken' | 'fixed' | 'changed';
}

/** A change by text and by meaning. */
export interface ChangeDifference {
  base?: string;
  revision: string;
  files: FileDifference[];
  policies: PolicyDifference[];
  /** Actions and AuthZEN resource types of statements that differ, and of requests that flip. */
  actions: string[];
  resourceTypes: string[];
  cases: CaseFlip[];
  /** Why cases could not be compared. */
  casesProblem?: string;
}
