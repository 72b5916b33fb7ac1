import { Diagnostic } from '@internal/plugin-policies-common';
import { EngineDecision, PolicyBundle } from '@internal/plugin-policies-node';
import { CedarArtifact } from '../compile/artifact';

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
export interface WorkerOperations {
  compile: {
    input: { bundle: PolicyBundle };
    output: { diagnostics: Diagnostic[]; artifact?: CedarArtifact };
  };
  load: { input: { key: string; artifact: CedarArtifact }; output: {} };
  unload: { input: { key: string }; output: {} };
  /** Several calls travel in one message: waking a thread costs more than most decisions. */
  evaluate: {
    input: { calls: EvaluateCall[] };
    output: { answers: EvaluateAnswer[] };
  };
  version: { input: {}; output: { version: string } };
}

export type WorkerOperation = keyof WorkerOperations;

export interface WorkerRequest {
  id: number;
  operation: WorkerOperation;
  input: WorkerOperations[WorkerOperation]['input'];
}

export type WorkerResponse =
  | { id: number; output: WorkerOperations[WorkerOperation]['output'] }
  | {
      id: number;
      error: string;
      /** The WebAssembly instance may be damaged: the worker must be replaced. */
      fatal: boolean;
    };
