import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  DeterminingPolicy,
  Diagnostic,
  EvaluationRequest,
  NotAppliedPolicy,
  PolicyFile,
  PolicySetManifest,
  RequestVocabulary,
} from '@internal/plugin-policies-common';

/** What an engine can do beyond deciding; a driver declares it and the portal shows it. */
export type EngineCapability =
  | 'explain'
  | 'vocabulary'
  | 'search'
  | 'coverage'
  | 'publish';

/** The files of one revision of a policy set. */
export interface PolicyBundle {
  manifest: PolicySetManifest;
  /** All files, `policy-set.yaml` among them, sorted by path. */
  files: PolicyFile[];
  /** sha256 over sorted paths and bytes, in hex. */
  revision: string;
}

/** What an engine says of one request. */
export type EngineDecision =
  | {
      outcome: 'allow' | 'deny';
      /** Names of the determining policies, as in `policy-set.yaml`, without repeats. */
      policies: string[];
      /** Microseconds the engine took. */
      durationUs: number;
      /** Policies the engine could not evaluate. Never present beside `allow`: that is an error. */
      errors?: Array<{ policy?: string; message: string }>;
      /** Present when explanations were asked for and the engine can. */
      explanation?: {
        determining: DeterminingPolicy[];
        notApplied: NotAppliedPolicy[];
      };
    }
  | {
      outcome: 'error';
      /** `request`: the caller can mend it; `engine`: the engine is down, slow or unsure. */
      fault: 'request' | 'engine';
      /** Names the thing and the mend. */
      message: string;
      errors?: Array<{ policy?: string; message: string }>;
      durationUs: number;
    };

/** A compiled revision, ready to decide. */
export interface CompiledSet {
  /** Each statement of the revision with the place where it stands. */
  readonly statements: DeterminingPolicy[];
  /** What a request may say, if the engine knows. */
  readonly vocabulary?: RequestVocabulary;
  /**
   * Decides, in the order of the requests. Never rejects because of a request or a policy: these
   * become decisions with outcome `error`.
   */
  evaluate(
    requests: EvaluationRequest[],
    options?: { explain?: boolean },
  ): Promise<EngineDecision[]>;
  /** Frees what the set holds; later calls of `evaluate` give outcome `error`. */
  dispose(): Promise<void>;
}

/** Outcome of compiling: diagnostics, and a set unless one of them is an error. */
export interface CompileResult {
  diagnostics: Diagnostic[];
  compiled?: CompiledSet;
}

/** A configured policy decision point. */
export interface PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability>;
  /** File that holds a policy when its manifest names none. */
  defaultPolicyFile(policy: string): string;
  /** True for files that must belong to a policy of the manifest. */
  isPolicyFile(path: string): boolean;
  /**
   * Compiles a revision.
   *
   * @param bundle - the files; hostile input
   * @param options - `live` sets serve decisions; a `draft` never touches what is live and is held
   * by limits of time and memory
   */
  compile(
    bundle: PolicyBundle,
    options: { mode: 'live' | 'draft' },
  ): Promise<CompileResult>;
  /** @returns version of the engine; rejects with the mend while it cannot serve. */
  checkHealth(): Promise<{ version?: string }>;
  dispose(): Promise<void>;
}

/** Makes engines of one kind: Cedar, OPA, OpenFGA, Casbin, Cerbos or any AuthZEN PDP. */
export interface PolicyEngineDriver {
  /** Name used in `policies.engines.<name>.driver`. */
  readonly driver: string;
  /** @param options - `config` is the value of `policies.engines.<name>`, without `driver` */
  createEngine(options: {
    name: string;
    config: JsonObject;
    logger: LoggerService;
  }): Promise<PolicyEngine>;
}
