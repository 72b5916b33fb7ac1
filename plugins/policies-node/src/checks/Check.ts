import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { BroughtEntities } from '../brought/BroughtEntities';
import { OpenDraft } from '../bundle/openDraft';
import { CompiledSet, PolicyBundle } from '../PolicyEngine';

/** The push of a change that is checked. */
export interface CheckedChange {
  /** Id of the change. */
  id: string;
  set: string;
  title: string;
  /** Entity references. */
  author: string;
  domain: string;
  owner: string;
  /** Number of the push. */
  push: number;
  /** The revision it was made from; absent when the set is new. */
  base?: string;
  /** The proposed revision. */
  revision: string;
  /** What the proposed revision brings to the catalog. */
  brings?: BroughtEntities;
}

/** One revision that checks look at: compiled once for all of them, when the first one asks. */
export interface CheckedRevision {
  readonly files: PolicyFile[];
  /** What the files say and what the engine says of them. */
  diagnose(): Promise<Diagnostic[]>;
  /**
   * Uses the compiled revision, by turns with other checks: begin no use within another one.
   *
   * @param act - gets the draft, or undefined where the files do not compile
   */
  use<T>(act: (draft: OpenDraft | undefined) => Promise<T>): Promise<T>;
}

/** What a check looks at. */
export interface CheckContext {
  change: CheckedChange;
  proposed: CheckedRevision;
  /** The revision that the change was made from; absent when the set is new. */
  base?: CheckedRevision;
  /**
   * Compiles and uses another revision as a draft, by turns with other checks as {@link CheckedRevision.use}; it
   * waits until they are done with what is proposed.
   */
  useOther<T>(
    bundle: PolicyBundle,
    act: (compiled: CompiledSet | undefined) => Promise<T>,
  ): Promise<T>;
  /** Aborted when the check is cancelled or a push made it pointless. */
  signal: AbortSignal;
  /** Says how far it is, in one sentence. */
  progress(summary: string): Promise<void>;
}

/** How a check ended. */
export interface CheckOutcome {
  /** `skipped`: there was nothing to check. */
  state: 'passed' | 'failed' | 'skipped';
  /** One sentence. */
  summary: string;
  /** What it found, a line each. */
  log?: string[];
  /** In a form of its own; whoever reads the change sees it, so that it tells of no logged request. */
  report?: unknown;
  /** Groups that have to approve because of what it found. */
  asks?: Array<{
    /** Entity reference. */
    group: string;
    /** One sentence that says why. */
    because: string;
    /** Whether it takes another person than those who approve for the owners. */
    second?: boolean;
  }>;
}

/** Something that is checked of every push of a change. Features add checks; the feature `changes` runs them. */
export interface Check {
  /** Unique among all features: lower-case words joined by hyphens, at most 30 characters. */
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /**
   * Whether it holds the publication up until it passes or has nothing to check; by default it informs. House
   * rules can require it all the same, by its name.
   */
  readonly blocking?: boolean;
  /** Who has to approve is known only when it passed or had nothing to check, so that it holds the publication up. */
  readonly settlesApprovals?: boolean;
  /**
   * Checks a push. It may be run more than once for the same push.
   *
   * @throws an error with what was in the way when it cannot tell: people are asked to run it again
   */
  run(context: CheckContext): Promise<CheckOutcome>;
}
