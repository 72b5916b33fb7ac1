import { useApi } from '@backstage/core-plugin-api';
import {
  CaseResult,
  Diagnostic,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { policiesApiRef } from '../api';

/** How far a run of all cases is. */
export interface CaseRun {
  status: 'idle' | 'running' | 'done' | 'cancelled' | 'invalid' | 'failed';
  total: number;
  results: CaseResult[];
  durationMs?: number;
  diagnostics?: Diagnostic[];
  error?: Error;
  /** Files of the draft it ran against. */
  files?: PolicyFile[];
}

/** Results arrive faster than a screen can be drawn; they are shown in steps. */
const SHOW_EVERY_MS = 100;

/** Runs the cases of a draft, with results as they come. */
export function usePlaygroundCaseRun(): {
  run: CaseRun;
  start(files: PolicyFile[]): Promise<void>;
  cancel(): void;
} {
  const api = useApi(policiesApiRef);
  const [run, setRun] = useState<CaseRun>({
    status: 'idle',
    total: 0,
    results: [],
  });
  const controllerRef = useRef<AbortController>();

  useEffect(() => () => controllerRef.current?.abort(), []);

  const start = useCallback(
    async (files: PolicyFile[]) => {
      controllerRef.current?.abort();
      const controller = new AbortController();
      controllerRef.current = controller;
      let next: CaseRun = { status: 'running', total: 0, results: [], files };
      let shown = 0;
      const show = (change: Partial<CaseRun>, now = true) => {
        next = { ...next, ...change };
        if (
          controllerRef.current === controller &&
          (now || Date.now() - shown > SHOW_EVERY_MS)
        ) {
          shown = Date.now();
          setRun({ ...next, results: [...next.results] });
        }
      };
      show({});
      try {
        for await (const event of api.runDraftCases(
          { files },
          { signal: controller.signal },
        )) {
          if (event.type === 'start') {
            show({ total: event.total });
          } else if (event.type === 'result') {
            next.results[event.index] = event.result;
            show({}, false);
          } else if (event.type === 'end') {
            show({ status: 'done', durationMs: event.durationMs });
          } else if (event.type === 'invalid') {
            show({ status: 'invalid', diagnostics: event.diagnostics });
          }
        }
        if (next.status === 'running') {
          throw new Error('The run ended early. Run the cases again.');
        }
      } catch (error) {
        if (controller.signal.aborted) {
          show({ status: 'cancelled' });
        } else {
          show({ status: 'failed', error: error as Error });
        }
      }
    },
    [api],
  );

  return {
    run,
    start,
    cancel: useCallback(() => controllerRef.current?.abort(), []),
  };
}
