import {
  Diagnostic,
  DeterminingPolicy,
  Invariant,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { EngineDecision, KnownEntities, PolicyBundle } from '../PolicyEngine';

/** A compiled revision as plain data, which crosses threads; drivers add what they need to serve it. */
export interface WorkerArtifact {
  /** Each statement with its place; more than the places may stand in it. */
  statements: DeterminingPolicy[];
  vocabulary?: RequestVocabulary;
  invariants?: Invariant[];
  known: KnownEntities;
}

/** Requests to one loaded set. */
export interface EvaluateCall {
  key: string;
  /** JSON of `EvaluationRequest[]`: cheaper across threads than objects. */
  requests: string;
  explain: boolean;
}

/** Answer to one call, in its order. */
export type EvaluateAnswer =
  | { decisions: EngineDecision[] }
  | { error: string };

/** What a worker can be asked, by operation. */
export interface WorkerOperations<A extends WorkerArtifact> {
  compile: {
    input: { bundle: PolicyBundle };
    output: { diagnostics: Diagnostic[]; artifact?: A };
  };
  load: { input: { key: string; artifact: A }; output: {} };
  unload: { input: { key: string }; output: {} };
  /** Several calls travel in one message: waking a thread costs more than most decisions. */
  evaluate: {
    input: { calls: EvaluateCall[] };
    output: { answers: EvaluateAnswer[] };
  };
  /** What only one language can do, such as reading a revision for its analyzer. */
  ask: {
    input: { what: string; input: unknown };
    output: { answer: unknown };
  };
}

export type WorkerOperation = keyof WorkerOperations<WorkerArtifact>;

export interface WorkerRequest<A extends WorkerArtifact> {
  id: number;
  operation: WorkerOperation;
  input: WorkerOperations<A>[WorkerOperation]['input'];
}

/** Sent once, when a worker has loaded what it runs. */
export interface WorkerReady {
  version: string;
  /** Number of its thread at the system, where that is known. */
  thread?: string;
}

export type WorkerResponse<A extends WorkerArtifact> =
  | { ready: WorkerReady }
  | { id: number; output: WorkerOperations<A>[WorkerOperation]['output'] }
  | {
      id: number;
      error: string;
      /** The engine's instance may be damaged: the worker must be replaced. */
      fatal: boolean;
    };
