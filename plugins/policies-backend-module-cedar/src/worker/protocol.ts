import { Diagnostic } from '@internal/plugin-policies-common';
import { EngineDecision, PolicyBundle } from '@internal/plugin-policies-node';
import { CedarArtifact } from '../compile/artifact';

/** What a worker can be asked, by operation. */
export interface WorkerOperations {
  compile: {
    input: { bundle: PolicyBundle };
    output: { diagnostics: Diagnostic[]; artifact?: CedarArtifact };
  };
  load: { input: { key: string; artifact: CedarArtifact }; output: {} };
  unload: { input: { key: string }; output: {} };
  evaluate: {
    /** `requests` is the JSON of `EvaluationRequest[]`: cheaper across threads than objects. */
    input: { key: string; requests: string; explain: boolean };
    output: { decisions: EngineDecision[] };
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
