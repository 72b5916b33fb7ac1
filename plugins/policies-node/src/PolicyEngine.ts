import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  DeterminingPolicy,
  Diagnostic,
  EngineCapability,
  EngineStatus,
  EvaluationRequest,
  FileCoverage,
  Invariant,
  NativeTestResult,
  NotAppliedPolicy,
  PolicyFile,
  PolicySetManifest,
  RequestVocabulary,
  SearchRequest,
  SearchResult,
} from '@internal/plugin-policies-common';
import type { RequestHandler } from 'express';
import { PolicyAnalyzer } from './analysis';
import { FileReading } from './FileReading';

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
        /** How the engine came to it, in its own form, a step a line; indented by two spaces a level. */
        trace?: string[];
      };
    }
  | {
      outcome: 'error';
      /** `request`: the caller can fix it; `engine`: the engine is down, slow or unsure. */
      fault: 'request' | 'engine';
      /** Names the thing and the fix. */
      message: string;
      /** A type or another name of the request is none that the engine can have, whoever is asked about. */
      misnamed?: boolean;
      /** The engine works, and has too much to do: nothing is wrong with the request or the policies. */
      overloaded?: boolean;
      errors?: Array<{ policy?: string; message: string }>;
      durationUs: number;
    };

/** Stored entities and actions of a set: what a search goes through where the engine has none of its own. */
export interface KnownEntities {
  /** Ids by AuthZEN type. */
  ids: Record<string, string[]>;
  /** Names of actions. */
  actions: string[];
}

/** A page of a search. */
export interface SearchPage {
  results: SearchResult[];
  /** Absent on the last page. */
  nextToken?: string;
}

/** Whether a remote engine holds a revision as the portal put it there. */
export type PublishedState =
  | { state: 'in-sync' }
  /** It is not there (any more): the portal puts it there again by itself. */
  | { state: 'missing'; message: string }
  /** Something else is there; putting the revision back is a person's choice. */
  | { state: 'drifted'; actual?: string; message: string };

/** A compiled revision, ready to decide. */
export interface CompiledSet {
  /** Each statement of the revision with the place where it stands. */
  readonly statements: DeterminingPolicy[];
  /** What every revision of the set must keep, as its files say. */
  readonly invariants?: Invariant[];
  /** What a request may say, if the engine knows. */
  readonly vocabulary?: RequestVocabulary;
  /**
   * False where the same revision may answer the same request otherwise later, as a remote decision
   * point with data of its own may: such answers are not cached.
   */
  readonly cacheable?: boolean;
  /**
   * True once nothing more comes of it, as when its worker ended: `evaluate` gives outcome `error` from then
   * on, and another compilation helps. Drafts only; absent where that cannot happen to one set alone.
   */
  readonly isLost?: boolean;
  /** Capability `search` by enumeration, where there is no `search`. */
  readonly known?: KnownEntities;
  /**
   * Decides, in the order of the requests. Never rejects because of a request or a policy: these
   * become decisions with outcome `error`.
   */
  evaluate(
    requests: EvaluationRequest[],
    options?: { explain?: boolean },
  ): Promise<EngineDecision[]>;
  /**
   * Capability `search` by the engine itself.
   *
   * @param page - `token` as given by the page before; at most `limit` results
   * @throws InputError for a request the caller can fix; any other error is the engine's
   */
  search?(
    request: SearchRequest,
    page: { token?: string; limit: number },
  ): Promise<SearchPage>;
  /** Capability `coverage`: of these requests together, for files of policies. Drafts only. */
  coverage?(requests: EvaluationRequest[]): Promise<FileCoverage[]>;
  /** Capability `publish`, live sets: looks what the engine holds; rejects while it cannot be asked. */
  verify?(): Promise<PublishedState>;
  /** Capability `publish`, live sets: puts the revision there again; idempotent. */
  repair?(): Promise<void>;
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
  /** Remote engines: where the server is (without credentials) and how calls to it fare. */
  readonly remote?: {
    readonly url: string;
    state(): Pick<EngineStatus, 'circuit' | 'latencyMs'>;
  };
  /**
   * Requests it can have at work at once and stay prompt; the others wait in the portal, where callers
   * take turns. By default 256.
   */
  readonly atOnce?: number;
  /**
   * Calls of the engine's own server to the portal, such as for bundles: mounted below
   * `/api/policies/engines/<name>/server`, behind authentication and `policies.engine.serve`.
   */
  readonly handler?: RequestHandler;
  /** File that holds a policy when its manifest names none; undefined when policies need no file. */
  defaultPolicyFile(policy: string): string | undefined;
  /** True for files that must belong to a policy of the manifest. */
  isPolicyFile(path: string): boolean;
  /**
   * What the engine reads a file as; undefined for one that it does not know, which the portal names as
   * unread. Cases, `policy-set.yaml` and `catalog.yaml` are the portal's.
   *
   * @param file - hostile input: looking at it is cheap whatever it holds
   * @param files - all of the set
   */
  describeFile(file: PolicyFile, files: PolicyFile[]): FileReading | undefined;
  /**
   * Compiles a revision. A remote engine serves the revision when this resolves, beside those before.
   *
   * @param bundle - the files; hostile input
   * @param options - `live` sets serve decisions; a `draft` never touches what is live and is held
   * by limits of time and memory
   * @throws an error that says so when the engine cannot be reached: that is no diagnostic, the files
   * may be right
   */
  compile(
    bundle: PolicyBundle,
    options: { mode: 'live' | 'draft' },
  ): Promise<CompileResult>;
  /** Capability `nativeTests`: runs the tests of the engine's own format that the bundle holds. */
  runNativeTests?(bundle: PolicyBundle): Promise<NativeTestResult[]>;
  /** Decides about all requests at once, where the language can be analyzed; its programs may be missing. */
  readonly analyzer?: PolicyAnalyzer;
  /** @returns version of the engine; rejects with the fix while it cannot serve. */
  checkHealth(): Promise<{ version?: string }>;
  dispose(): Promise<void>;
}

/** Makes engines of one kind: Cedar, OPA, OpenFGA, Casbin, Cerbos or any AuthZEN PDP. */
export interface PolicyEngineDriver {
  /** Name used in `policies.engines.<name>.driver`. */
  readonly driver: string;
  /**
   * Must not wait for a remote server: the portal starts while engines are down.
   *
   * @param options - `config` is the value of `policies.engines.<name>`, without `driver`
   */
  createEngine(options: {
    name: string;
    config: JsonObject;
    logger: LoggerService;
  }): Promise<PolicyEngine>;
}
