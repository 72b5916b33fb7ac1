import { useApi } from '@backstage/core-plugin-api';
import {
  EvaluationRequest,
  PlaygroundEvaluateResponse,
  PolicyFile,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { policiesApiRef } from '../api';

const DEBOUNCE_MS = 250;

/** Last answer for a draft and how fresh it is. */
export interface PlaygroundDecisionState {
  /** Stays while a newer one is on its way. */
  response?: PlaygroundEvaluateResponse;
  /** The last vocabulary a draft gave: one that does not compile gives none. */
  vocabulary?: RequestVocabulary;
  /** Why there is no answer. */
  error?: Error;
  running: boolean;
  /** Asks at once. */
  runNow(): void;
}

/**
 * Evaluates a draft as it is typed: each change waits 250 ms, aborts the call before it, and an
 * answer to an older question is dropped.
 */
export function usePlaygroundDecision(
  files: PolicyFile[],
  request: EvaluationRequest | undefined,
): PlaygroundDecisionState {
  const api = useApi(policiesApiRef);
  const [state, setState] = useState<Omit<PlaygroundDecisionState, 'runNow'>>({
    running: true,
  });
  const [nonce, setNonce] = useState(0);
  const askedNonce = useRef(-1);
  const question = JSON.stringify(request);

  useEffect(() => {
    const controller = new AbortController();
    setState(old => ({ ...old, running: true }));
    const delay = askedNonce.current === nonce ? DEBOUNCE_MS : 0;
    askedNonce.current = nonce;
    const timer = setTimeout(async () => {
      try {
        const response = await api.evaluateDraft(
          { files, ...(question && { request: JSON.parse(question) }) },
          { signal: controller.signal },
        );
        if (!controller.signal.aborted) {
          setState(old => ({
            response,
            vocabulary: response.vocabulary ?? old.vocabulary,
            running: false,
          }));
        }
      } catch (error) {
        if (!controller.signal.aborted) {
          setState(old => ({ ...old, error: error as Error, running: false }));
        }
      }
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, files, question, nonce]);

  return { ...state, runNow: useCallback(() => setNonce(n => n + 1), []) };
}
