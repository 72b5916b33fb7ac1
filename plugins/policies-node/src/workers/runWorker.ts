import { parentPort } from 'worker_threads';
import {
  Diagnostic,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { boundDiagnostics } from '../boundDiagnostics';
import { EngineDecision, PolicyBundle } from '../PolicyEngine';
import { ownThread } from './ownThread';
import {
  EvaluateAnswer,
  EvaluateCall,
  WorkerArtifact,
  WorkerOperations,
  WorkerRequest,
  WorkerResponse,
} from './protocol';

/** A compiled revision inside a worker. */
export interface WorkerSet {
  evaluate(
    request: EvaluationRequest,
    options: { explain: boolean },
  ): EngineDecision;
  dispose(): void;
}

/** What an embedded engine does inside a worker. */
export interface WorkerLanguage<A extends WorkerArtifact> {
  version: string;
  compile(
    bundle: PolicyBundle,
  ):
    | { diagnostics: Diagnostic[]; artifact?: A }
    | Promise<{ diagnostics: Diagnostic[]; artifact?: A }>;
  load(artifact: A): WorkerSet | Promise<WorkerSet>;
  /** Answers what only this language can, by name; the answer crosses threads. */
  ask?(what: string, input: unknown): unknown;
  /** True for errors after which the engine's instance may be damaged. */
  isFatal(error: unknown): boolean;
}

/** Serves the operations of a worker thread; calls are answered in their order. */
export function runWorker<A extends WorkerArtifact>(
  language: WorkerLanguage<A>,
): void {
  const sets = new Map<string, WorkerSet>();

  const answer = ({ key, requests, explain }: EvaluateCall): EvaluateAnswer => {
    const set = sets.get(key);
    if (!set) {
      return { error: `set '${key}' is not loaded` };
    }
    return {
      decisions: (JSON.parse(requests) as EvaluationRequest[]).map(request =>
        set.evaluate(request, { explain }),
      ),
    };
  };

  const handlers: {
    [O in keyof WorkerOperations<A>]: (
      input: WorkerOperations<A>[O]['input'],
    ) =>
      | WorkerOperations<A>[O]['output']
      | Promise<WorkerOperations<A>[O]['output']>;
  } = {
    compile: async ({ bundle }) => {
      const { diagnostics, artifact } = await language.compile(bundle);
      return { diagnostics: boundDiagnostics(diagnostics), artifact };
    },
    load: async ({ key, artifact }) => {
      const set = await language.load(artifact);
      sets.get(key)?.dispose();
      sets.set(key, set);
      return {};
    },
    unload: ({ key }) => {
      sets.get(key)?.dispose();
      sets.delete(key);
      return {};
    },
    evaluate: ({ calls }) => ({ answers: calls.map(answer) }),
    ask: async ({ what, input }) => {
      if (!language.ask) {
        throw new Error(`'${what}' cannot be asked of this engine`);
      }
      return { answer: await language.ask(what, input) };
    },
  };

  const serve = async ({ id, operation, input }: WorkerRequest<A>) => {
    let response: WorkerResponse<A>;
    try {
      response = { id, output: await handlers[operation](input as never) };
    } catch (error) {
      response = {
        id,
        error: (error as Error).message ?? String(error),
        fatal: language.isFatal(error),
      };
    }
    parentPort!.postMessage(response);
  };

  let last = Promise.resolve();
  parentPort!.on('message', (request: WorkerRequest<A>) => {
    last = last.then(() => serve(request));
  });
  const ready: WorkerResponse<A> = {
    ready: { version: language.version, thread: ownThread() },
  };
  parentPort!.postMessage(ready);
}
