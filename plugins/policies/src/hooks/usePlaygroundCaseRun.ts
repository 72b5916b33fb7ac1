import { useApi } from '@backstage/core-plugin-api';
import {
  CaseResult,
  Diagnostic,
  FileCoverage,
  NativeTestResult,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { policiesApiRef } from '../api';

/** How far a run of all cases is. */
export interface CaseRun {
  status: 'idle' | 'running' | 'done' | 'cancelled' | 'invalid' | 'failed';
  total: number;
  results: CaseResult[];
  /** Tests of the engine's own format, where the set has any. */
  nativeTests?: NativeTestResult[];
  /** Lines that took part in the decisions of the cases, where the engine can tell. */
  coverage?: FileCoverage[];
  durationMs?: number;
  diagnostics?: Diagnostic[];
  error?: Error;
  /** Files of the draft it ran against. */
  files?: PolicyFile[];
}

/** Results arrive faster than a screen can be drawn; they are shown in steps. */
const SHOW_EVERY_MS = 100;

/** A run of all cases, and what starts and ends it. */
export interface CaseRunState {
  run: CaseRun;
  start(files: PolicyFile[]): Promise<void>;
  cancel(): void;
}

/** Runs the cases of a draft, with results as they come. */
export function usePlaygroundCaseRun(): CaseRunState {
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
          } else if (event.type === 'nativeTests') {
            show({ nativeTests: event.results });
          } else if (event.type === 'coverage') {
            show({ coverage: event.files });
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
