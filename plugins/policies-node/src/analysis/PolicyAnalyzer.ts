import { JsonValue } from '@backstage/types';
import {
  AnalyzerVersions,
  Counterexample,
  DeterminingPolicy,
  Invariant,
  PolicyFile,
  RequestEnvironment,
} from '@internal/plugin-policies-common';
import { PolicyBundle } from '../PolicyEngine';

/** A kind of request of one revision. */
export interface AnalyzedEnvironment extends RequestEnvironment {
  /** Tells it from the others, and finds its like in another revision of the set. */
  key: string;
}

/** A statement of one revision. */
export interface AnalyzedStatement extends DeterminingPolicy {
  /** Unique in the revision. */
  id: string;
  /** Keys of the environments in which its scope can match. */
  environments: string[];
  /** False where it is known from its text that it gives no error. */
  mayFail: boolean;
}

/** What can be asked about one revision. */
export interface AnalyzedSet {
  environments: AnalyzedEnvironment[];
  statements: AnalyzedStatement[];
  /** Keys of the environments that an invariant is about, by its name. */
  invariants: Record<string, string[]>;
}

/**
 * A question about all requests of one environment, whatever entities there are. A revision that lacks the
 * environment allows nothing in it.
 */
export type AnalysisQuestion = {
  /** Key of the environment. */
  environment: string;
} & (
  | {
      /**
       * `implies`: whatever `first` allows, `second` allows; `equivalent`: that both ways. Requests and
       * entities are those of the schema of `second`, or of `first` where only that has the environment. In
       * a counterexample `before` is what `first` says and `after` what `second` says, under that schema
       * and with the stored entities of `second`.
       */
      kind: 'implies' | 'equivalent';
      first: PolicyBundle;
      second: PolicyBundle;
    }
  | {
      /** `removable`: without the statement, the revision decides the same. */
      kind: 'never-errors' | 'never-matches' | 'always-matches' | 'removable';
      set: PolicyBundle;
      /** Id of an {@link AnalyzedStatement}. */
      statement: string;
    }
  | { kind: 'always-allows' | 'always-denies'; set: PolicyBundle }
  /** Whether the revision keeps one of its invariants. */
  | {
      kind: 'invariant';
      set: PolicyBundle;
      /** Name of the invariant. */
      invariant: string;
    }
);

/** Why there is no answer. */
export type UndecidedReason =
  /** It took longer, or more memory, than it may. */
  | 'time'
  | 'memory'
  /** The analyzer does not take something that the texts use. */
  | 'unsupported'
  /** The solver does not know. */
  | 'unknown'
  /** A program is missing, died or answered what is no answer. */
  | 'fault'
  /** The engine itself gives an error for what the analyzer found. */
  | 'engine-error';

/** What an analyzer says. Only what the engine confirmed counts as `fails`. */
export type AnalysisAnswer = {
  /** sha256, in hex, over the question, all texts it was asked about and the versions of who answers. */
  key: string;
} & (
  | {
      state: 'holds';
      /** Requests that it does not cover, a sentence each; absent where it covers all. */
      assumes?: string[];
    }
  | { state: 'fails'; counterexample: Counterexample }
  | { state: 'undecided'; reason: UndecidedReason; message: string }
  /** The engine decides the counterexample otherwise than the analyzer: one of the two is wrong. */
  | { state: 'disagrees'; counterexample: Counterexample; message: string }
);

/** Limits of one question. */
export interface AskOptions {
  signal: AbortSignal;
  /** Milliseconds of processor time for the programs; by default 60,000. */
  timeoutMs?: number;
  /** By default `normal`. */
  urgency?: AskUrgency;
  /** Told whenever the question waits behind others, with what is settled when its turn has come. */
  onWait?(turn: Promise<unknown>): void;
}

/**
 * `first`: a revision waits for it; `last`: it waits until nobody else asks, as what somebody types does. What is
 * less urgent gives way, also when it is being asked, and begins again when its turn has come.
 */
export type AskUrgency = 'first' | 'normal' | 'last';

/** What a question comes down to, so that somebody can ask it again without the portal. */
export interface ExportedQuestion {
  /** That of the answer: sha256, in hex, over `asked` as JSON. */
  key: string;
  asked: JsonValue;
  /** Files that its programs read; absent where the texts alone settle it. */
  files?: PolicyFile[];
  /** What it is asked about as it was written, where programs read it in another form. */
  written?: PolicyFile[];
  /** For a shell, in the folder of the files. */
  command?: string;
}

/** Decides questions about all requests of a set at once; an engine has one where its language can be analyzed. */
export interface PolicyAnalyzer {
  /**
   * Whether it can be asked here. What it found is kept for a while.
   *
   * @throws AnalyzerMissingError where its programs are not installed, ServiceUnavailableError where they do not work;
   * both say what to do
   */
  checkHealth(): Promise<AnalyzerVersions>;
  /**
   * Reads what can be asked of a revision; takes no program besides the engine.
   *
   * @throws InputError, with the reason in a sentence, where nothing can be proven of it
   */
  read(bundle: PolicyBundle): Promise<AnalyzedSet>;
  /**
   * Answers one question. Questions take turns: few are asked at once, behind what decides.
   *
   * @throws the signal's reason when it is aborted; whatever else is in the way is an answer
   */
  ask(question: AnalysisQuestion, options: AskOptions): Promise<AnalysisAnswer>;
  /**
   * Tells what a question comes down to; takes no program besides the engine.
   *
   * @param versions - that the answer came from
   * @throws InputError as `read` does
   */
  export?(
    question: AnalysisQuestion,
    versions: AnalyzerVersions,
  ): Promise<ExportedQuestion>;
  /**
   * A revision that allows exactly what an invariant matches, or what its scope admits: for those who try
   * requests where nothing can be proven. Engines compile it as a draft; it is not published.
   */
  toBundle(
    bundle: PolicyBundle,
    invariant: Invariant,
    part: 'matches' | 'scope',
  ): PolicyBundle;
}
