import { CheckName, PolicyFile } from '@internal/plugin-policies-common';
import { StoredChange } from '../ChangeStore';

/** What a check looks at. */
export interface CheckContext {
  change: StoredChange;
  files: PolicyFile[];
  /** Files of the revision the change was made from; absent when the set is new. */
  base?: PolicyFile[];
  /** Aborted when the check is cancelled or a push made it pointless. */
  signal: AbortSignal;
  /** Says how far it is, in one sentence. */
  progress(summary: string): Promise<void>;
}

/** How a check ended. A check that cannot tell throws instead. */
export interface CheckOutcome {
  state: 'passed' | 'failed' | 'skipped';
  summary: string;
  log?: string[];
  report?: unknown;
}

/** Something that is checked of every proposed revision. */
export interface Check {
  readonly name: CheckName;
  run(context: CheckContext): Promise<CheckOutcome>;
}
