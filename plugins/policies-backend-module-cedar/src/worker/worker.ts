import { parentPort } from 'worker_threads';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { compileCedar } from '../compile/compileCedar';
import {
  EvaluateAnswer,
  EvaluateCall,
  WorkerOperations,
  WorkerRequest,
  WorkerResponse,
} from './protocol';
import { isFatal, ServedSet } from './ServedSet';

type Handlers = {
  [O in keyof WorkerOperations]: (
    input: WorkerOperations[O]['input'],
  ) => WorkerOperations[O]['output'];
};

const sets = new Map<string, ServedSet>();

function answer({ key, requests, explain }: EvaluateCall): EvaluateAnswer {
  const set = sets.get(key);
  if (!set) {
    return { error: `set '${key}' is not loaded` };
  }
  return {
    decisions: (JSON.parse(requests) as EvaluationRequest[]).map(request =>
      set.evaluate(request, { explain }),
    ),
  };
}

const handlers: Handlers = {
  compile: ({ bundle }) => compileCedar(bundle),
  load: ({ key, artifact }) => {
    sets.get(key)?.dispose();
    sets.set(key, new ServedSet(artifact));
    return {};
  },
  unload: ({ key }) => {
    sets.get(key)?.dispose();
    sets.delete(key);
    return {};
  },
  evaluate: ({ calls }) => ({ answers: calls.map(answer) }),
  version: () => ({ version: cedar.getCedarVersion() }),
};

parentPort!.on('message', ({ id, operation, input }: WorkerRequest) => {
  let response: WorkerResponse;
  try {
    response = { id, output: handlers[operation](input as never) };
  } catch (error) {
    response = {
      id,
      error: (error as Error).message ?? String(error),
      fatal: isFatal(error),
    };
  }
  parentPort!.postMessage(response);
});
